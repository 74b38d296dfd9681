import { expect, test } from "vitest";
import { looksLikeAddress, pairOf, sizeOf, textOf } from "./calls";

test("an address is read with and without a name", () => {
  expect(pairOf("李伟 <li@customer.example>")).toEqual(["李伟", "li@customer.example"]);
  expect(pairOf('"Li, Wei" <li@customer.example>')).toEqual(["Li, Wei", "li@customer.example"]);
  expect(pairOf(" li@customer.example ")).toEqual(["", "li@customer.example"]);
  expect(textOf(["Li", "li@x.cn"])).toBe("Li <li@x.cn>");
  expect(textOf(["", "li@x.cn"])).toBe("li@x.cn");
});

test("what is no address is told apart", () => {
  expect(looksLikeAddress("Li <li@x.cn>")).toBe(true);
  expect(looksLikeAddress("li@x")).toBe(false);
  expect(looksLikeAddress("Li Wei")).toBe(false);
});

test("sizes are for people", () => {
  expect([sizeOf(12), sizeOf(2048), sizeOf(5 * 1024 ** 2)]).toEqual(["12 B", "2 KB", "5.0 MB"]);
});
