/** The watchdog: rules about what should have happened, and everything that is late. */
import { EyeOutlined, FieldTimeOutlined } from "@ant-design/icons";
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";

const RulesPage = lazily(() => import("./RulesPage").then((module) => ({ default: module.RulesPage })));
const LatePage = lazily(() => import("./LatePage").then((module) => ({ default: module.LatePage })));

export const workspace = defineWorkspace({
  name: "watchdog",
  navigation: [
    { path: "/watchdog", label: "watchdog.late", icon: <FieldTimeOutlined />, department: "home", order: 15 },
    { path: "/setup/watchdog", label: "watchdog.title", icon: <EyeOutlined />, department: "setup", visible: (_me, reads) => reads("watch_rule") },
  ],
  routes: [
    { path: "/watchdog", Page: LatePage },
    { path: "/setup/watchdog", Page: RulesPage },
    { path: "/watch-rules", Page: RulesPage },
  ],
});
