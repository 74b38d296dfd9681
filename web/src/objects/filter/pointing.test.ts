import { expect, it } from "vitest";
import { makeField, makeObject } from "../../../tests/make";
import { pointingBy, pointingTo } from "./pointing";

const account = makeObject({
  name: "account",
  fields: [makeField({ name: "name" }), makeField({ name: "parent", type: "reference", object: "account" })],
  related: [{ object: "opportunity", field: "account", label: "Opportunities", addable: true }],
});
const task = makeObject({ name: "task", label: "Task", fields: [makeField({ name: "related_to", type: "link", objects: ["lead", "account"] }), makeField({ name: "lead", type: "reference", object: "lead" })] });
const opportunity = makeObject({
  name: "opportunity",
  label: "Opportunity",
  fields: [makeField({ name: "account", type: "reference", object: "account" }), makeField({ name: "reseller", label: "Reseller", type: "reference", object: "account" }), makeField({ name: "own", type: "reference", object: "account", custom: true })],
});
const rule = makeObject({ name: "rule", label: "Rule", is_setup: true, fields: [makeField({ name: "account", type: "reference", object: "account" })] });
const objects = [account, task, opportunity, rule];

it("references and links that point here are offered, those of the record page first", () => {
  expect(pointingTo(account, objects).map((each) => [each.by, each.label])).toEqual([
    ["opportunity.account", "Opportunity (account)"],
    ["account.parent", "Lead"],
    ["task.related_to", "Task"],
    ["opportunity.reseller", "Opportunity (Reseller)"],
  ]);
});

it("a condition on set-up, which is not offered, is still told", () => {
  expect(pointingBy(account, objects, "rule.account")?.label).toBe("Rule");
  expect(pointingBy(account, objects, "opportunity.own")).toBeUndefined();
});
