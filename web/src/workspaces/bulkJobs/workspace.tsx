/** Changes and exports of very many records that go on in the background: how far they are, what they left, and taking them back. */
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";

const BulkJobs = lazily(() => import("./BulkJobs").then((module) => ({ default: module.BulkJobs })));

const ExportPage = lazily(() => import("./ExportPage").then((module) => ({ default: module.ExportPage })));

export const workspace = defineWorkspace({
  name: "bulkJobs",
  routes: [{ path: "/exports/:id", Page: ExportPage }],
  background: [{ key: "bulk-jobs", Part: BulkJobs }],
});
