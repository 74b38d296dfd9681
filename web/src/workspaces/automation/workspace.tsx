/** Automation: workflows with their drawings and versions, runs with their steps, and the panel on every record. */
import { AuditOutlined, HistoryOutlined, PartitionOutlined } from "@ant-design/icons";
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";

const AutomationPanel = lazily(() => import("./AutomationPanel").then((module) => ({ default: module.AutomationPanel })));
const WorkflowsPage = lazily(() => import("./WorkflowsPage").then((module) => ({ default: module.WorkflowsPage })));
const WorkflowPage = lazily(() => import("./WorkflowPage").then((module) => ({ default: module.WorkflowPage })));
const RunsPage = lazily(() => import("./RunsPage").then((module) => ({ default: module.RunsPage })));
const RunPage = lazily(() => import("./RunPage").then((module) => ({ default: module.RunPage })));
const ProcessPage = lazily(() => import("./running/ProcessPage").then((module) => ({ default: module.ProcessPage })));
const AsksPage = lazily(() => import("./asks/AsksPage").then((module) => ({ default: module.AsksPage })));
const AskBadge = lazily(() => import("./asks/AskBadge").then((module) => ({ default: module.AskBadge })));
const RecordButtons = lazily(() => import("./asks/RecordButtons").then((module) => ({ default: module.RecordButtons })));
const BulkButtons = lazily(() => import("./asks/BulkButtons").then((module) => ({ default: module.BulkButtons })));

export const workspace = defineWorkspace({
  name: "automation",
  navigation: [
    { path: "/asks", label: "automation.waitingForMe", icon: <AuditOutlined />, department: "home", order: 30, Badge: AskBadge },
    { path: "/workflows", label: "automation.workflows", icon: <PartitionOutlined />, department: "automation", order: 10, visible: (_me, reads) => reads("workflow") },
    { path: "/runs", label: "automation.runs", icon: <HistoryOutlined />, department: "automation", order: 20, visible: (_me, reads) => reads("workflow") },
  ],
  routes: [
    { path: "/asks", Page: AsksPage },
    { path: "/asks/:id", Page: AsksPage },
    { path: "/workflows", Page: WorkflowsPage },
    { path: "/workflows/:id", Page: WorkflowPage },
    { path: "/process", Page: ProcessPage },
    { path: "/runs", Page: RunsPage },
    { path: "/runs/:id", Page: RunPage },
  ],
  commands: [{ key: "process", label: "automation.processView", path: "/process", visible: (_me, reads) => reads("lead") }],
  recordActions: [{ key: "workflow-buttons", order: 50, Part: RecordButtons }],
  bulkActions: [{ key: "workflow-buttons", order: 50, Part: BulkButtons }],
  recordPanels: [{ key: "automation", order: 10, Part: AutomationPanel }],
});
