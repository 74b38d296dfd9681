/** Duplicates: warned of while one types, shown above a record, searched for in bulk, merged and taken apart again. */
import { CopyOutlined } from "@ant-design/icons";
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";

const DuplicatesPage = lazily(() => import("./DuplicatesPage").then((module) => ({ default: module.DuplicatesPage })));
const MergePage = lazily(() => import("./MergePage").then((module) => ({ default: module.MergePage })));
const RulesPage = lazily(() => import("./RulesPage").then((module) => ({ default: module.RulesPage })));
const RecordBanner = lazily(() => import("./RecordBanner").then((module) => ({ default: module.RecordBanner })));
const MergesPanel = lazily(() => import("./MergesPanel").then((module) => ({ default: module.MergesPanel })));
const MergeButton = lazily(() => import("./MergeButton").then((module) => ({ default: module.MergeButton })));
const FormHint = lazily(() => import("./FormHint").then((module) => ({ default: module.FormHint })));

/** Records of customers; what is written about them is never a duplicate. */
const COMPARED = ["lead", "account", "contact", "opportunity", "product", "campaign"];

export const workspace = defineWorkspace({
  name: "duplicates",
  navigation: [{ path: "/duplicates", label: "duplicates.title", icon: <CopyOutlined />, department: "sales", order: 150, visible: (_me, reads) => reads("lead") || reads("account") || reads("contact") }],
  routes: [
    { path: "/duplicates", Page: DuplicatesPage },
    { path: "/duplicate-rules", Page: RulesPage },
    { path: "/:plural/merge", Page: MergePage },
  ],
  recordBanners: [{ key: "duplicates", objects: COMPARED, order: 50, Part: RecordBanner }],
  recordPanels: [{ key: "merges", objects: COMPARED, order: 200, Part: MergesPanel }],
  bulkActions: [{ key: "merge", Part: MergeButton }],
  formNotes: [{ key: "duplicates", Part: FormHint }],
});
