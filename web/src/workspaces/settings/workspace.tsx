/** Settings that need more than the generic list and form. */
import { MailOutlined } from "@ant-design/icons";
import { lazy } from "react";
import { defineWorkspace } from "../../objects/slots";
import { KnownPasswordsBanner } from "./KnownPasswordsBanner";
import { en, zhHans } from "./texts";

const MailSettingsPage = lazy(() => import("./MailSettingsPage").then((module) => ({ default: module.MailSettingsPage })));
const RolePage = lazy(() => import("./RolePage").then((module) => ({ default: module.RolePage })));
const TerritoriesPage = lazy(() => import("./TerritoriesPage").then((module) => ({ default: module.TerritoriesPage })));
const FieldsPage = lazy(() => import("./FieldsPage").then((module) => ({ default: module.FieldsPage })));

export const workspace = defineWorkspace({
  name: "settings",
  texts: { en, "zh-hans": zhHans },
  navigation: [{ path: "/setup/mail", label: "settings.mail.title", icon: <MailOutlined />, department: "setup", order: 50, visible: (me) => me.is_administrator }],
  banners: [{ key: "known-passwords", order: -10, Part: KnownPasswordsBanner }],
  routes: [
    { path: "/setup/mail", Page: MailSettingsPage },
    { path: "/fields", Page: FieldsPage },
    { path: "/roles/:id", Page: RolePage },
    { path: "/territories", Page: TerritoriesPage },
  ],
});
