import { expect, test } from "vitest";
import { mappedFields, withField } from "./mapping";

test("a field takes one column only", () => {
  expect(withField({ Name: "name", Firma: null, Phone: "phone" }, "Firma", "name")).toEqual({ Name: null, Firma: "name", Phone: "phone" });
});

test("a column can be left out", () => {
  const mapping = withField({ Name: "name", Phone: "phone" }, "Phone", null);
  expect(mapping).toEqual({ Name: "name", Phone: null });
  expect(mappedFields(mapping)).toEqual(["name"]);
});
