import { expect, test } from "vitest";
import { inReadingOrder, placeOf } from "./blockText";

const text = '{"object": "lead",\n "triggers": [],\n "steps": [{"id": "wait_long"}, {"id" : "wait"}]}';

test("the place of a block, of the triggers and of the whole", () => {
  expect(text.slice(placeOf(text, "wait")).startsWith('"id" : "wait"')).toBe(true);
  expect(text.slice(placeOf(text, "trigger")).startsWith('"triggers"')).toBe(true);
  expect(placeOf(text, "document")).toBe(0);
  expect(placeOf(text, "gone")).toBe(-1);
});

test("keys stand in reading order, values stay", () => {
  expect(JSON.stringify(inReadingOrder({ steps: [{ input: { b: 1, a: 2 }, action: "x", id: "one" }], object: "lead" }))).toBe('{"object":"lead","steps":[{"id":"one","action":"x","input":{"b":1,"a":2}}]}');
});
