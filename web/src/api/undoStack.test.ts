import { expect, it } from "vitest";
import { forgetUndo, rememberUndo, undoLatest } from "./undoStack";

it("takes back the latest first, each once, and nothing that was forgotten", () => {
  const done: string[] = [];
  for (const key of ["a", "b", "c"]) {
    rememberUndo(key, () => {
      done.push(key);
      return Promise.resolve();
    });
  }
  forgetUndo("b");
  expect([undoLatest(), undoLatest(), undoLatest()]).toEqual([true, true, false]);
  expect(done).toEqual(["c", "a"]);
});
