import { expect, test } from "vitest";
import { csvOf } from "./csv";

test("quotes are doubled, and what looks like a formula stays a text", () => {
  expect(csvOf([["Name", 'A "big" one'], ["=1+1", "客户"]])).toBe('\uFEFF"Name","A ""big"" one"\r\n"\'=1+1","客户"\r\n');
});
