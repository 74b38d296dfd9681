/** People's own mail: the inbox, writing from records, setting mailboxes up. */
import { MailOutlined } from "@ant-design/icons";
import { lazy } from "react";
import { defineWorkspace } from "../../objects/slots";
import { MailBadge } from "./MailBadge";

const MailPage = lazy(() => import("./MailPage").then((module) => ({ default: module.MailPage })));
const MailboxesPage = lazy(() => import("./MailboxesPage").then((module) => ({ default: module.MailboxesPage })));
const WriteButton = lazy(() => import("./WriteButton").then((module) => ({ default: module.WriteButton })));
const EmailPanel = lazy(() => import("./EmailPanel").then((module) => ({ default: module.EmailPanel })));

export const workspace = defineWorkspace({
  name: "mail",
  navigation: [{ path: "/mail", label: "mail.title", icon: <MailOutlined />, department: "home", order: 15, Badge: MailBadge }],
  routes: [
    { path: "/mail", Page: MailPage },
    { path: "/mail/settings", Page: MailboxesPage },
  ],
  recordActions: [{ key: "write-mail", order: 40, visible: (record) => typeof record["email"] === "string" && record["email"] !== "" && !("username" in record), Part: WriteButton }],
  recordBanners: [{ key: "whole-mail", objects: ["email_message"], visible: (record) => record["from_mailbox"] === true, Part: EmailPanel }],
  commands: [
    { key: "mail", label: "mail.title", path: "/mail" },
    { key: "mail-settings", label: "mail.settings.title", path: "/mail/settings" },
  ],
});
