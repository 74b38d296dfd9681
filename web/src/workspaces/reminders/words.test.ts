import { expect, test } from "vitest";
import { canBeMade, piecesOf, type WordsUnderstood } from "./words";

test("the pieces together are the text, and each understood piece is named", () => {
  const text = "周五前给王总回电话";
  const pieces = piecesOf(text, [{ start: 4, end: 6, what: "person" }, { start: 0, end: 3, what: "when" }]);
  expect(pieces).toEqual([{ text: "周五前", what: "when" }, { text: "给", what: "" }, { text: "王总", what: "person" }, { text: "回电话", what: "" }]);
});

test("places of a longer text, and places that overlap, are left out", () => {
  expect(piecesOf("明天", [{ start: 0, end: 5, what: "when" }])).toEqual([{ text: "明天", what: "" }]);
  expect(piecesOf("明天开会", [{ start: 0, end: 2, what: "when" }, { start: 1, end: 4, what: "kind" }]).map((piece) => piece.text)).toEqual(["明天", "开会"]);
  expect(piecesOf("", [])).toEqual([]);
});

test("what has a subject and no problem can be made", () => {
  const found = { subject: "call", problem: null } as WordsUnderstood;
  const problem = { code: "no_such_day", words: "2月30日", sentence: "" } as const;
  expect([canBeMade(found), canBeMade({ ...found, subject: "" }), canBeMade({ ...found, problem })]).toEqual([true, false, false]);
});
