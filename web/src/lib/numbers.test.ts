import { expect, it } from "vitest";
import { showMoney, showNumber, showSize } from "./numbers";

it("money keeps every digit", () => {
  expect(showMoney("12345678901234567.89", "CNY", "en")).toBe("¥12,345,678,901,234,567.89");
  expect(showMoney("1200.5", null, "en")).toBe("1,200.50");
  expect(showMoney("5", "XXX-no-currency", "en")).toBe("5 XXX-no-currency");
  expect(showMoney(null, "CNY", "en")).toBe("");
});

it("numbers have separators and no more decimals than the field", () => {
  expect(showNumber("1234567.891", 2, "en")).toBe("1,234,567.89");
  expect(showNumber(42, 0, "en")).toBe("42");
  expect(showNumber("", 0, "en")).toBe("");
});

it("sizes are short", () => {
  expect([showSize(10), showSize(2048), showSize(5_500_000)]).toEqual(["10 B", "2 KB", "5.2 MB"]);
});
