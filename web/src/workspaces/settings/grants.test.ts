import { expect, test } from "vitest";
import { effective, following, scopeKind, withAction, withField, withRight, type Grants } from "./grants";

const grants: Grants = { "*": { read: "team", create: true }, account: { read: "all" } };

test("an object without an entry follows the others, a set-up object does not", () => {
  expect(effective(grants, "lead", false)).toEqual({ read: "team", create: true });
  expect(effective(grants, "role", true)).toEqual({});
  expect(effective(grants, "account", false)).toEqual({ read: "all" });
});

test("the first right set on its own keeps the rest of what held", () => {
  expect(withRight(grants, "lead", false, { read: "own" })).toEqual({ ...grants, lead: { read: "own", create: true } });
});

test("an object can follow the others again", () => {
  expect(following(grants, "account")).toEqual({ "*": { read: "team", create: true } });
});

test("a field is hidden, read only, or free again", () => {
  const hidden = withField(grants, "account", false, "annual_revenue", "hidden");
  expect(hidden["account"]).toEqual({ read: "all", fields: { annual_revenue: "hidden" } });
  expect(withField(hidden, "account", false, "annual_revenue", "write")["account"]).toEqual({ read: "all", fields: {} });
});

test("a scope is named or a filter", () => {
  expect([undefined, "own", { field: "status", is: "open" }].map((scope) => scopeKind(scope as never))).toEqual(["none", "own", "filter"]);
});

test("an action is closed, and open again without an entry", () => {
  const closed = withAction(grants, "account", false, "account.claim", false);
  expect(closed["account"]).toEqual({ read: "all", actions: { "account.claim": false } });
  expect(withAction(closed, "account", false, "account.claim", true)["account"]).toEqual({ read: "all", actions: {} });
});
