/** Documents sent to customers by links that tell whether they are read. */
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";

const DocumentsPanel = lazily(() => import("./DocumentsPanel").then((module) => ({ default: module.DocumentsPanel })));
const FileButton = lazily(() => import("./FileButton").then((module) => ({ default: module.FileButton })));

export const workspace = defineWorkspace({
  name: "documents",
  recordPanels: [{ key: "documents", order: 50, objects: ["account", "contact", "lead"], Part: DocumentsPanel }],
  recordActions: [{ key: "document-file", order: 10, objects: ["document"], visible: (record) => Boolean(record["file"]), Part: FileButton }],
});
