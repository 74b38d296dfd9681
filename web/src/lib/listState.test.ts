import { describe, expect, it } from "vitest";
import { effectiveList, readListState, writeListState, type ListDefaults, type ListState } from "./listState";

const defaults: ListDefaults = { view: "table", filter: { field: "status", is: "open" }, sort: "-created_at", columns: ["name", "status"], group: null, board: "status", density: "normal" };
const nothing: ListState = { list: null, view: null, filter: undefined, sort: null, columns: null, group: null, search: "" };

describe("the state of a list in the address", () => {
  it("comes back as it was written", () => {
    const states: ListState[] = [
      nothing,
      { list: "12", view: "board", filter: { all: [{ field: "name", contains: "é & 王" }] }, sort: "-amount", columns: ["name", "amount"], group: "stage", density: "compact", search: "a+b" },
      { ...nothing, filter: null },
    ];
    for (const state of states) expect(readListState(new URLSearchParams(writeListState(state).toString()))).toEqual(state);
  });

  it("is an empty address when nothing differs", () => {
    expect(writeListState(nothing).toString()).toBe("");
  });

  it("bears with addresses that somebody wrote by hand", () => {
    expect(readListState(new URLSearchParams("filter=%7Bbroken&view=pie&columns=,name,"))).toEqual({ ...nothing, columns: ["name"] });
  });
});

describe("what the list shows", () => {
  it("is the saved list where the address says nothing", () => {
    expect(effectiveList(nothing, defaults)).toEqual({ ...defaults, search: "", changed: false });
  });

  it("has no filter where the address takes the list's filter away", () => {
    const shown = effectiveList({ ...nothing, filter: null }, defaults);
    expect(shown.filter).toBeNull();
    expect(shown.changed).toBe(true);
  });

  it("counts a search as no change of the list", () => {
    expect(effectiveList({ ...nothing, search: "wang" }, defaults).changed).toBe(false);
  });
});
