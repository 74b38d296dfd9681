/** Ready-made set-ups per industry, and the welcome of a new installation. */
import { AppstoreAddOutlined } from "@ant-design/icons";
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";
import { ToWelcome } from "./ToWelcome";

const IndustriesPage = lazily(() => import("./IndustriesPage").then((module) => ({ default: module.IndustriesPage })));
const IndustryPage = lazily(() => import("./IndustryPage").then((module) => ({ default: module.IndustryPage })));
const WelcomePage = lazily(() => import("./WelcomePage").then((module) => ({ default: module.WelcomePage })));

export const workspace = defineWorkspace({
  name: "industries",
  navigation: [{ path: "/setup/industries", label: "industries.title", icon: <AppstoreAddOutlined />, department: "setup", order: 10, visible: (me) => me.is_administrator }],
  routes: [
    { path: "/setup/industries", Page: IndustriesPage },
    { path: "/setup/industries/:key", Page: IndustryPage },
    { path: "/welcome", Page: WelcomePage },
  ],
  background: [{ key: "to-welcome", Part: ToWelcome }],
});
