/** Settings that need more than the generic list and form. */
import { MailOutlined } from "@ant-design/icons";
import { lazy } from "react";
import { defineWorkspace } from "../../objects/slots";
import { en, zhHans } from "./texts";

const MailSettingsPage = lazy(() => import("./MailSettingsPage").then((module) => ({ default: module.MailSettingsPage })));

export const workspace = defineWorkspace({
  name: "settings",
  texts: { en, "zh-hans": zhHans },
  navigation: [{ path: "/setup/mail", label: "settings.mail.title", icon: <MailOutlined />, department: "setup", order: 50, visible: (me) => me.is_administrator }],
  routes: [{ path: "/setup/mail", Page: MailSettingsPage }],
});
