import { expect, test } from "vitest";
import { percentOf, withNews, type Rollout } from "./rollout";

const told = { id: 3, workflow: 7, status: "running", total: 4000, done: 1000, started: 990, created_at: "2026-11-22T01:00:00Z", finished_at: null, created_by: "Ana" };
const one: Rollout = { ...told, refused: [{ id: 1, title: "A", detail: "No" }] };

test("news of a roll-out that goes on is put into the list, and keeps those left out", () => {
  const other = { ...one, id: 2, status: "done" };
  expect(withNews([one, other], { ...told, done: 2000, started: 1985 })).toEqual([{ ...one, done: 2000, started: 1985 }, other]);
});

test("what comes late changes nothing", () => {
  expect(withNews([one], { ...told, done: 500, started: 400 })).toEqual([one]);
});

test("what is new or has ended is asked for again", () => {
  expect(withNews([one], { ...told, id: 4 })).toBeNull();
  expect(withNews([one], { ...told, status: "done", done: 4000 })).toBeNull();
  expect(withNews(undefined, told)).toBeNull();
});

test("a part is shown only as whole per cents that were reached", () => {
  expect([percentOf(one), percentOf({ done: 3999, total: 4000 }), percentOf({ done: 0, total: 0 }), percentOf({ done: 5, total: 4 })]).toEqual([25, 99, 100, 100]);
});
