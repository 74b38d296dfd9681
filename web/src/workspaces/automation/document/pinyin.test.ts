import { expect, test } from "vitest";
import { fit, initialsOf } from "./pinyin";

test.each([
  ["移交线索", "yjxs"],
  ["发送通知", "fstz"],
  ["等待", "dd"],
  ["如果 / 否则", "rgfz"],
  ["Send e-mail", "sendemail"],
])("the initials of %s", (text, initials) => {
  expect(initialsOf(text)).toBe(initials);
});

test("texts are found by their beginning, inside, and by pinyin", () => {
  expect([fit("移交", "移"), fit("移交", "交"), fit("移交", "yj"), fit("移交", "x"), fit("Wait", "wa"), fit("Wait", "")]).toEqual([0, 1, 2, null, 0, 1]);
});
