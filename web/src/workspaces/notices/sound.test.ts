import { expect, test } from "vitest";
import { take } from "./sound";

function store() {
  const held = new Map<string, string>();
  return { getItem: (key: string) => held.get(key) ?? null, setItem: (key: string, value: string) => void held.set(key, value) };
}

test("the first tab takes a notice, the second finds it taken", () => {
  const shared = store();
  expect([take(5, shared), take(5, shared), take(6, shared)]).toEqual([true, false, true]);
});

test("it remembers the last fifty only", () => {
  const shared = store();
  for (let id = 1; id <= 60; id += 1) take(id, shared);
  expect(shared.getItem("magpie.notices.sounded")?.split(",")).toHaveLength(50);
  expect(take(60, shared)).toBe(false);
});
