import { expect, test } from "vitest";
import type { Row } from "../../api/types";
import { swapped } from "./positions";

const row = (id: number, position: number): Row => ({ id, version: 1, title: `R${id}`, created_at: "", updated_at: "", position });
const moves = (rows: Row[], at: number, by: -1 | 1) => swapped(rows, at, by).map(([each, position]) => [each.id, position]);

test("two rows change places and no other is touched", () => {
  expect(moves([row(1, 10), row(2, 20), row(3, 90)], 1, 1)).toEqual([[3, 20], [2, 90]]);
});

test("rows with the same position are numbered anew", () => {
  expect(moves([row(1, 100), row(2, 100)], 1, -1)).toEqual([[2, 10], [1, 20]]);
});

test("the first cannot go up", () => {
  expect(moves([row(1, 10)], 0, -1)).toEqual([]);
});
