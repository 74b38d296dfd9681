import { expect, test } from "vitest";
import { placeOf } from "./blockText";

const text = '{"object": "lead",\n "triggers": [],\n "steps": [{"id": "wait_long"}, {"id" : "wait"}]}';

test("the place of a block, of the triggers and of the whole", () => {
  expect(text.slice(placeOf(text, "wait")).startsWith('"id" : "wait"')).toBe(true);
  expect(text.slice(placeOf(text, "trigger")).startsWith('"triggers"')).toBe(true);
  expect(placeOf(text, "document")).toBe(0);
  expect(placeOf(text, "gone")).toBe(-1);
});
