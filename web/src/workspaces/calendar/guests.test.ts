import { expect, test } from "vitest";
import { difference, guestOf, guestsIn, isAddress } from "./guests";

test("an address is read with or without a name", () => {
  expect(guestOf('"Li, Wei" <Li@X.cn>')).toEqual({ name: "Li, Wei", address: "li@x.cn", record: "" });
  expect(guestOf(" wang@x.cn ")).toEqual({ name: "", address: "wang@x.cn", record: "" });
  expect([isAddress("li@x.cn"), isAddress("li at x")]).toEqual([true, false]);
});

test("who came and who was taken off is told by the addresses", () => {
  const [li, wang, zhao] = [guestOf("li@x.cn"), guestOf("wang@x.cn"), guestOf("zhao@x.cn")];
  expect(difference([li, wang], [{ ...wang, name: "Wang" }, zhao])).toEqual({ added: [zhao], removed: [li] });
});

test("several addresses may be pasted, and what is none is left to be looked for", () => {
  expect(guestsIn("Li <li@x.cn>；wang@x.cn, 王芳")).toEqual({ guests: [{ name: "Li", address: "li@x.cn", record: "" }, guestOf("wang@x.cn")], rest: "王芳" });
  expect(guestsIn("li@x.cn")).toEqual({ guests: [], rest: "li@x.cn" });
});
