/** Notices: the bell, what pops up, the inbox, the ledger of deliveries and the outbox. */
import { BellOutlined, InboxOutlined, SendOutlined } from "@ant-design/icons";
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";
import { Bell } from "./Bell";
import { MailBanner } from "./MailBanner";
import { Toasts } from "./Toasts";

const NoticesPage = lazily(() => import("./NoticesPage").then((module) => ({ default: module.NoticesPage })));
const LedgerPage = lazily(() => import("./LedgerPage").then((module) => ({ default: module.LedgerPage })));
const ToldPanel = lazily(() => import("./ToldPanel").then((module) => ({ default: module.ToldPanel })));
const OutboxPage = lazily(() => import("./OutboxPage").then((module) => ({ default: module.OutboxPage })));
const PushKeeper = lazily(() => import("./PushKeeper").then((module) => ({ default: module.PushKeeper })));

export const workspace = defineWorkspace({
  name: "notices",
  navigation: [
    { path: "/notices", label: "notices.title", icon: <BellOutlined />, department: "home", order: 20 },
    { path: "/deliveries", label: "notices.ledger.title", icon: <SendOutlined />, department: "automation", order: 120 },
    { path: "/outbox", label: "notices.outbox.title", icon: <InboxOutlined />, department: "automation", order: 130 },
  ],
  routes: [
    { path: "/notices", Page: NoticesPage },
    { path: "/deliveries", Page: LedgerPage },
    { path: "/outbox", Page: OutboxPage },
  ],
  recordPanels: [{ key: "told", order: 90, Part: ToldPanel }],
  topBar: [{ key: "bell", order: 10, Item: Bell }],
  banners: [{ key: "mail", Part: MailBanner }],
  background: [
    { key: "toasts", Part: Toasts },
    { key: "push", Part: PushKeeper },
  ],
});
