import { describe, expect, it } from "vitest";
import { makeField, makeObject } from "../../../tests/make";
import { reachableFields } from "./fieldPath";
import { operatorKey, startValue } from "./operators";

describe("another operator", () => {
  it("keeps the value where it still fits", () => {
    expect(startValue("is_not", "a", "is")).toBe("a");
    expect(startValue("in", "a", "is")).toEqual(["a"]);
    expect(startValue("is", ["a", "b"], "in")).toBe("a");
    expect(startValue("between", 5, "gt")).toEqual([5, undefined]);
    expect(startValue("within_next", { days: 3 }, "within_last")).toEqual({ days: 3 });
  });

  it("starts anew where it does not", () => {
    expect(startValue("is", "today", "on")).toBeUndefined();
    expect(startValue("in", true, "is_empty")).toEqual([]);
    expect(startValue("on", "2026-01-01", "is")).toBe("today");
  });
});

it("comparisons of times read as before and after", () => {
  expect(operatorKey(makeField({ name: "due", type: "date" }), "lt")).toBe("operator.before");
  expect(operatorKey(makeField({ name: "score", type: "number" }), "lt")).toBe("operator.lt");
  expect(operatorKey(makeField({ name: "score" }), "is_empty", false)).toBe("operator.is_filled");
});

it("fields are reached through references, and parts of an address by themselves", () => {
  const account = makeObject({ name: "account", fields: [makeField({ name: "industry" }), makeField({ name: "address", type: "address" })] });
  const lead = makeObject({ fields: [makeField({ name: "name" }), makeField({ name: "account", type: "reference", object: "account" }), makeField({ name: "secret", operators: [] })] });
  expect(reachableFields(lead, [lead, account]).map((each) => each.path)).toEqual([
    "name",
    "account",
    "account.industry",
    "account.address",
    "account.address.country",
    "account.address.state",
    "account.address.city",
    "account.address.street",
    "account.address.postal_code",
  ]);
});
