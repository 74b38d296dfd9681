/** Prints: records by templates, labels, envelopes, address and telephone lists as PDF; and the designer of templates. */
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";

const PrintButton = lazily(() => import("./PrintButton").then((module) => ({ default: module.PrintButton })));
const PrintBulkButton = lazily(() => import("./PrintBulkButton").then((module) => ({ default: module.PrintBulkButton })));
const PrintMenu = lazily(() => import("./PrintMenu").then((module) => ({ default: module.PrintMenu })));
const FilesPanel = lazily(() => import("./FilesPanel").then((module) => ({ default: module.FilesPanel })));
const NewButton = lazily(() => import("./design/NewButton").then((module) => ({ default: module.NewButton })));
const DesignPage = lazily(() => import("./design/DesignPage").then((module) => ({ default: module.DesignPage })));

export const workspace = defineWorkspace({
  name: "prints",
  routes: [{ path: "/print-templates/:id", Page: DesignPage }],
  recordActions: [{ key: "print", order: 60, visible: (record) => !("username" in record), Part: PrintMenu }],
  recordPanels: [{ key: "files", order: 70, Part: FilesPanel }],
  listActions: [
    { key: "print", order: 90, Part: PrintButton },
    { key: "print-template-start", order: 10, objects: ["print_template"], Part: NewButton },
  ],
  bulkActions: [{ key: "print", order: 90, Part: PrintBulkButton }],
});
