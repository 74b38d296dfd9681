import { expect, test } from "vitest";
import { makeField, makeObject } from "../../../../tests/make";
import { keyOf, partsOf, personOf } from "./people";

test("every kind of person goes into a choice and back", () => {
  const all = [{ user: 5 }, { team: 2 }, { role: 3 }, { role_of: "owner_manager" }, { email: "a@b.cn" }];
  expect(all.map(keyOf)).toEqual(["user:5", "team:2", "role:3", "part:owner_manager", "email:a@b.cn"]);
  expect(all.map(keyOf).map(personOf)).toEqual(all);
  expect([keyOf(7), personOf("x@y.cn")]).toEqual(["user:7", { email: "x@y.cn" }]);
});

test("the owner and their manager come first", () => {
  const lead = makeObject({ fields: [makeField({ name: "created_by", type: "user", label: "Author" }), makeField({ name: "name" }), makeField({ name: "owner", type: "user", label: "Owner" })] });
  expect(partsOf(lead, (label) => `${label}'s manager`).map((part) => part.label)).toEqual(["Owner", "Owner's manager", "Author", "Author's manager"]);
});
