import { beforeEach, expect, test } from "vitest";
import { allDrafts, draftKey, dropDraft, keepDraft, onDrafts, readDraft } from "./drafts";

beforeEach(() => localStorage.clear());

const draft = { title: "Acme", values: { name: "Acme 2" }, base: { version: 3 } };

test("a draft is there again for the same person only", () => {
  keepDraft(1, draftKey("lead", 5), draft);
  expect(readDraft(1, "lead:5:form")).toMatchObject(draft);
  expect(readDraft(2, "lead:5:form")).toBeNull();
});

test("drafts are told apart by record and part, and dropped one by one", () => {
  let told = 0;
  const stop = onDrafts(() => told++);
  keepDraft(1, draftKey("lead", 5, "phone"), draft);
  keepDraft(1, draftKey("lead", "new"), draft);
  expect(allDrafts(1).map((each) => [each.object, each.record, each.part]).sort()).toEqual([["lead", "5", "phone"], ["lead", "new", "form"]]);
  dropDraft(1, "lead:new:form");
  dropDraft(1, "lead:new:form");
  expect(allDrafts(1).map((each) => each.key)).toEqual(["lead:5:phone"]);
  expect(told).toBe(3);
  stop();
});

test("an old draft, and what is no draft, are forgotten", () => {
  keepDraft(1, "lead:5:form", draft);
  expect(readDraft(1, "lead:5:form", Date.now() + 15 * 86_400_000)).toBeNull();
  localStorage.setItem("magpie.draft.1.lead:6:form", "{");
  expect(allDrafts(1)).toEqual([]);
});
