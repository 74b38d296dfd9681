import { expect, test } from "vitest";
import { makeField, makeObject } from "../../../tests/make";
import { mappedFields, targetsOf, usualMissing, withField } from "./mapping";

test("a field takes one column only", () => {
  expect(withField({ Name: "name", Firma: null, Phone: "phone" }, "Firma", "name")).toEqual({ Name: null, Firma: "name", Phone: "phone" });
});

test("a column can be left out", () => {
  const mapping = withField({ Name: "name", Phone: "phone" }, "Phone", null);
  expect(mapping).toEqual({ Name: "name", Phone: null });
  expect(mappedFields(mapping)).toEqual(["name"]);
});

const account = makeObject({ name: "account", title_field: "name", fields: [makeField({ name: "name", label: "Name", required: true }), makeField({ name: "address", label: "Address", type: "address" }), makeField({ name: "score", read_only: true })] });
const contact = makeObject({ name: "contact", fields: [makeField({ name: "name", label: "Name" }), makeField({ name: "account", label: "Account", type: "reference", object: "account" })] });
const targets = (objects: typeof account[]) => targetsOf(contact, objects, (part) => part).map((target) => target.value);

test("columns can go into fields of a related record that one may make", () => {
  expect(targets([contact, account])).toEqual(["name", "account", "account.name", "account.address", ...["country", "state", "city", "street", "postal_code"].map((part) => `account.address.${part}`)]);
  expect(targets([contact, { ...account, rights: { ...account.rights, create: false } }])).toEqual(["name", "account"]);
});

test("a related record that the file describes is made, others are reported when they are missing", () => {
  const usual = (mapping: Record<string, string | null>, path: string) => usualMissing(contact, [contact, account], mapping, path);
  expect(usual({ A: "account" }, "account")).toBe("error");
  expect(usual({ A: "account", B: "account.address" }, "account")).toBe("create");
  expect(usual({ A: "account.name" }, "account.name")).toBe("create");
  expect(usual({ A: "account.address" }, "account.address")).toBeNull();
  expect(usual({ A: "name" }, "name")).toBeNull();
});
