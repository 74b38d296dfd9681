/** What administrators do without programming, beside the settings: look as others would, read the audit. */
import { AuditOutlined, FunnelPlotOutlined } from "@ant-design/icons";
import { lazy } from "react";
import { defineWorkspace } from "../../objects/slots";
import { ViewAsBar } from "./ViewAsBar";

const AuditPage = lazy(() => import("./AuditPage").then((module) => ({ default: module.AuditPage })));
const StagesPage = lazy(() => import("./stages/StagesPage").then((module) => ({ default: module.StagesPage })));
const ViewUserButton = lazy(() => import("./ViewUserButton").then((module) => ({ default: module.ViewUserButton })));

export const workspace = defineWorkspace({
  name: "admin",
  navigation: [
    { path: "/setup/audit", label: "admin.audit.title", icon: <AuditOutlined />, department: "setup", order: 20, visible: (me) => me.is_administrator },
    { path: "/setup/stages", label: "admin.stages.title", icon: <FunnelPlotOutlined />, department: "setup", order: 30, visible: (me) => me.is_administrator },
  ],
  routes: [
    { path: "/setup/audit", Page: AuditPage },
    { path: "/setup/stages", Page: StagesPage },
  ],
  banners: [{ key: "view-as", order: -100, Part: ViewAsBar }],
  recordActions: [{ key: "view-as", objects: ["user"], visible: (record, me) => me.is_administrator && record.id !== me.id && record["is_active"] === true, Part: ViewUserButton }],
});
