/** Subscriptions: the button on lists and reports, and the page with all of them. */
import { MailOutlined } from "@ant-design/icons";
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";

const SubscriptionsPage = lazily(() => import("./SubscriptionsPage").then((module) => ({ default: module.SubscriptionsPage })));
const SubscribeToList = lazily(() => import("./SubscribeToList").then((module) => ({ default: module.SubscribeToList })));
const SubscribeButton = lazily(() => import("./SubscribeButton").then((module) => ({ default: module.SubscribeButton })));

export const workspace = defineWorkspace({
  name: "subscriptions",
  navigation: [{ path: "/subscriptions", label: "subscriptions.title", icon: <MailOutlined />, department: "home", order: 16 }],
  routes: [{ path: "/subscriptions", Page: SubscriptionsPage }],
  listActions: [{ key: "subscribe", order: 80, Part: SubscribeToList }],
  reportActions: [{ key: "subscribe", order: 80, Part: SubscribeButton }],
});
