/** The watchdog: rules about what should have happened, and everything that is late. */
import { AuditOutlined, EyeOutlined, FieldTimeOutlined, ToolOutlined } from "@ant-design/icons";
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";

const RulesPage = lazily(() => import("./RulesPage").then((module) => ({ default: module.RulesPage })));
const LatePage = lazily(() => import("./LatePage").then((module) => ({ default: module.LatePage })));
const ChecksPage = lazily(() => import("./ChecksPage").then((module) => ({ default: module.ChecksPage })));
const QualityPage = lazily(() => import("./QualityPage").then((module) => ({ default: module.QualityPage })));

export const workspace = defineWorkspace({
  name: "watchdog",
  navigation: [
    { path: "/watchdog", label: "watchdog.late", icon: <FieldTimeOutlined />, department: "home", order: 15 },
    { path: "/data-quality", label: "watchdog.quality", icon: <ToolOutlined />, department: "analysis", order: 90 },
    { path: "/setup/watchdog", label: "watchdog.title", icon: <EyeOutlined />, department: "setup", visible: (_me, reads) => reads("watch_rule") },
    { path: "/setup/data-checks", label: "watchdog.checks", icon: <AuditOutlined />, department: "setup", visible: (_me, reads) => reads("data_check") },
  ],
  routes: [
    { path: "/watchdog", Page: LatePage },
    { path: "/data-quality", Page: QualityPage },
    { path: "/setup/watchdog", Page: RulesPage },
    { path: "/watch-rules", Page: RulesPage },
    { path: "/setup/data-checks", Page: ChecksPage },
    { path: "/data-checks", Page: ChecksPage },
  ],
});
