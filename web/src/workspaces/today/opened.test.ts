import { afterEach, expect, it } from "vitest";
import { readOpened, withOpened, withoutOpened, writeOpened, type Opened } from "./opened";

const record = (id: number, title = `Lead ${id}`, at = "2026-11-22T01:00:00Z"): Opened => ({ object: "lead", id, title, at });

afterEach(() => localStorage.clear());

it("a record opened again moves to the front with its new title", () => {
  const known = [record(1), record(2), { ...record(1), object: "task" }];
  const again = record(2, "Renamed", "2026-11-22T02:00:00Z");
  expect(withOpened(known, again)).toEqual([again, record(1), { ...record(1), object: "task" }]);
});

it("keeps twenty", () => {
  const known = Array.from({ length: 20 }, (_, at) => record(at));
  expect(withOpened(known, record(99)).map((each) => each.id)).toEqual([99, ...known.slice(0, 19).map((each) => each.id)]);
});

it("forgets one record and no other of the same number", () => {
  expect(withoutOpened([record(1), { ...record(1), object: "task" }], "lead", 1)).toEqual([{ ...record(1), object: "task" }]);
});

it("each user of the browser has their own, and broken storage reads as nothing", () => {
  writeOpened(1, [record(5)]);
  expect(readOpened(1)).toEqual([record(5)]);
  expect(readOpened(2)).toEqual([]);
  localStorage.setItem("magpie.opened.2", "{broken");
  expect(readOpened(2)).toEqual([]);
  localStorage.setItem("magpie.opened.2", JSON.stringify([record(6), { object: "lead" }, null, 3]));
  expect(readOpened(2)).toEqual([record(6)]);
});
