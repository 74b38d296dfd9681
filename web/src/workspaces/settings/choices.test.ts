import { expect, test } from "vitest";
import { finished, moved, slug } from "./choices";

test("a technical name is made of the English label", () => {
  expect(["Market segment", "  2nd Choice! ", "行业", "Größe"].map(slug)).toEqual(["market_segment", "nd_choice", "", "gro_e"]);
});

test("choices get values, none twice, and labels in both languages", () => {
  const made = finished([
    { value: "", label_en: "Bank", label_zh: "银行" },
    { value: "bank", label_en: "Big bank", label_zh: "" },
    { value: "", label_en: "", label_zh: "零售" },
    { value: "", label_en: " ", label_zh: "" },
  ]);
  expect(made).toEqual([
    { value: "bank_2", label_en: "Bank", label_zh: "银行" },
    { value: "bank", label_en: "Big bank", label_zh: "Big bank" },
    { value: "choice_3", label_en: "零售", label_zh: "零售" },
  ]);
});

test("an item moves one place", () => {
  expect([moved(["a", "b", "c"], 0, 1), moved(["a", "b"], 0, -1)]).toEqual([["b", "a", "c"], ["a", "b"]]);
});
