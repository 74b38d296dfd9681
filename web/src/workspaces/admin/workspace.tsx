/** What administrators do without programming, beside the settings: look as others would, read the audit. */
import { AuditOutlined, FunnelPlotOutlined, LayoutOutlined } from "@ant-design/icons";
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";
import { ViewAsBar } from "./ViewAsBar";

const AuditPage = lazily(() => import("./AuditPage").then((module) => ({ default: module.AuditPage })));
const LayoutsPage = lazily(() => import("./layouts/LayoutsPage").then((module) => ({ default: module.LayoutsPage })));
const StagesPage = lazily(() => import("./stages/StagesPage").then((module) => ({ default: module.StagesPage })));
const ViewUserButton = lazily(() => import("./ViewUserButton").then((module) => ({ default: module.ViewUserButton })));

export const workspace = defineWorkspace({
  name: "admin",
  navigation: [
    { path: "/setup/audit", label: "admin.audit.title", icon: <AuditOutlined />, department: "setup", order: 20, visible: (me) => me.is_administrator },
    { path: "/setup/stages", label: "admin.stages.title", icon: <FunnelPlotOutlined />, department: "setup", order: 30, visible: (me) => me.is_administrator },
    { path: "/setup/layouts", label: "admin.layouts.title", icon: <LayoutOutlined />, department: "setup", order: 31, visible: (me) => me.is_administrator },
  ],
  routes: [
    { path: "/setup/layouts", Page: LayoutsPage },
    { path: "/setup/audit", Page: AuditPage },
    { path: "/setup/stages", Page: StagesPage },
  ],
  banners: [{ key: "view-as", order: -100, Part: ViewAsBar }],
  recordActions: [{ key: "view-as", objects: ["user"], visible: (record, me) => me.is_administrator && record.id !== me.id && record["is_active"] === true, Part: ViewUserButton }],
});
