/** People's own mail: the inbox, writing from records, setting mailboxes up. */
import { MailOutlined } from "@ant-design/icons";
import { lazily } from "../../api/parts";
import type { Row } from "../../api/types";
import { defineWorkspace } from "../../objects/slots";
import { MailBadge } from "./MailBadge";

const MailPage = lazily(() => import("./MailPage").then((module) => ({ default: module.MailPage })));
const MailboxesPage = lazily(() => import("./MailboxesPage").then((module) => ({ default: module.MailboxesPage })));
const WriteButton = lazily(() => import("./WriteButton").then((module) => ({ default: module.WriteButton })));
const MailComposer = lazily(() => import("./MailComposer").then((module) => ({ default: module.MailComposer })));
const EmailPanel = lazily(() => import("./EmailPanel").then((module) => ({ default: module.EmailPanel })));

/** Records with an address that are no users. */
const hasAddress = (record: Row) => typeof record["email"] === "string" && record["email"] !== "" && !("username" in record);

export const workspace = defineWorkspace({
  name: "mail",
  navigation: [{ path: "/mail", label: "mail.title", icon: <MailOutlined />, department: "home", order: 15, Badge: MailBadge }],
  routes: [
    { path: "/mail", Page: MailPage },
    { path: "/mail/settings", Page: MailboxesPage },
  ],
  recordActions: [{ key: "write-mail", order: 40, visible: hasAddress, Part: WriteButton }],
  composers: [{ key: "mail", label: "mail.composer", icon: <MailOutlined />, visible: hasAddress, Part: MailComposer }],
  recordBanners: [{ key: "whole-mail", objects: ["email_message"], visible: (record) => record["from_mailbox"] === true, Part: EmailPanel }],
  commands: [
    { key: "mail", label: "mail.title", path: "/mail" },
    { key: "mail-settings", label: "mail.settings.title", path: "/mail/settings" },
  ],
});
