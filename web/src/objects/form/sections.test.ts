import { describe, expect, it } from "vitest";
import { makeField, makeObject } from "../../../tests/make";
import { defaultsOf } from "./defaults";
import { mergedSections } from "./sections";

describe("the sections of a form", () => {
  it("with the same heading become one; empty ones go", () => {
    const [a, b] = [makeField({ name: "a" }), makeField({ name: "b" })];
    expect(mergedSections([{ label: "More", fields: [a] }, { label: "None", fields: [] }, { label: "More", fields: [b] }])).toEqual([{ label: "More", fields: [a, b] }]);
  });
});

describe("what a new record starts with", () => {
  it("is what the object says, except for what nobody may write", () => {
    const meta = makeObject({ fields: [makeField({ name: "status", default: "new" }), makeField({ name: "version", default: 1, read_only: true }), makeField({ name: "name", default: null }), makeField({ name: "hot", default: false })] });
    expect(defaultsOf(meta)).toEqual({ status: "new", hot: false });
  });

  it("belongs to whoever creates it", () => {
    const meta = makeObject({ fields: [makeField({ name: "owner", type: "user" })] });
    expect(defaultsOf(meta, { id: 3, name: "Bo" })).toEqual({ owner: { id: 3, title: "Bo" } });
  });
});
