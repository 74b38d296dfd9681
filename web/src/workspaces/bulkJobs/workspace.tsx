/** Changes and exports of very many records that go on in the background: how far they are, what they left, and taking them back. */
import { lazy } from "react";
import { defineWorkspace } from "../../objects/slots";

const BulkJobs = lazy(() => import("./BulkJobs").then((module) => ({ default: module.BulkJobs })));

const ExportPage = lazy(() => import("./ExportPage").then((module) => ({ default: module.ExportPage })));

export const workspace = defineWorkspace({
  name: "bulkJobs",
  routes: [{ path: "/exports/:id", Page: ExportPage }],
  background: [{ key: "bulk-jobs", Part: BulkJobs }],
});
