/** Prints of lists: labels, envelopes, address and telephone lists as PDF. */
import { lazy } from "react";
import { defineWorkspace } from "../../objects/slots";

const PrintButton = lazy(() => import("./PrintButton").then((module) => ({ default: module.PrintButton })));
const PrintBulkButton = lazy(() => import("./PrintBulkButton").then((module) => ({ default: module.PrintBulkButton })));

const PEOPLE = ["account", "contact", "lead"];

export const workspace = defineWorkspace({
  name: "prints",
  listActions: [{ key: "print", order: 90, objects: PEOPLE, Part: PrintButton }],
  bulkActions: [{ key: "print", order: 90, objects: PEOPLE, Part: PrintBulkButton }],
});
