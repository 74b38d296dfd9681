import { expect, test } from "vitest";
import { grouped } from "./setupGroups";

const entries = (...keys: string[]) => keys.map((key) => ({ key }));

test("entries stand in their groups' order, unknown ones last, and nothing is lost", () => {
  expect(grouped(entries("gizmo", "duplicate_rule", "/setup/mail", "user", "field"))).toEqual([
    ["people", entries("user")],
    ["data", entries("field", "duplicate_rule")],
    ["contact", entries("/setup/mail")],
    ["more", entries("gizmo")],
  ]);
});

test("groups without entries are left out", () => {
  expect(grouped([])).toEqual([]);
});
