/** Automation: workflows with their drawings and versions, runs with their steps, and the panel on every record. */
import { HistoryOutlined, PartitionOutlined } from "@ant-design/icons";
import { lazy } from "react";
import { defineWorkspace } from "../../objects/slots";
import { en, zhHans } from "./texts";

const AutomationPanel = lazy(() => import("./AutomationPanel").then((module) => ({ default: module.AutomationPanel })));
const WorkflowsPage = lazy(() => import("./WorkflowsPage").then((module) => ({ default: module.WorkflowsPage })));
const WorkflowPage = lazy(() => import("./WorkflowPage").then((module) => ({ default: module.WorkflowPage })));
const RunsPage = lazy(() => import("./RunsPage").then((module) => ({ default: module.RunsPage })));
const RunPage = lazy(() => import("./RunPage").then((module) => ({ default: module.RunPage })));

export const workspace = defineWorkspace({
  name: "automation",
  texts: { en, "zh-hans": zhHans },
  navigation: [
    { path: "/workflows", label: "automation.workflows", icon: <PartitionOutlined />, department: "automation", order: 10, visible: (_me, reads) => reads("workflow") },
    { path: "/runs", label: "automation.runs", icon: <HistoryOutlined />, department: "automation", order: 20, visible: (_me, reads) => reads("workflow") },
  ],
  routes: [
    { path: "/workflows", Page: WorkflowsPage },
    { path: "/workflows/:id", Page: WorkflowPage },
    { path: "/runs", Page: RunsPage },
    { path: "/runs/:id", Page: RunPage },
  ],
  recordPanels: [{ key: "automation", order: 10, Part: AutomationPanel }],
});
