/** Channels: how people are reached, and whether each way works. */
import { HeartOutlined, SendOutlined } from "@ant-design/icons";
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";

const ChannelsPage = lazily(() => import("./ChannelsPage").then((module) => ({ default: module.ChannelsPage })));
const HealthPage = lazily(() => import("./HealthPage").then((module) => ({ default: module.HealthPage })));

export const workspace = defineWorkspace({
  name: "channels",
  navigation: [
    { path: "/setup/channels", label: "channels.title", icon: <SendOutlined />, department: "setup", order: 51, visible: (me) => me.is_administrator },
    { path: "/health", label: "channels.health.title", icon: <HeartOutlined />, department: "setup", order: 52, visible: (me) => me.is_administrator },
  ],
  routes: [
    { path: "/setup/channels", Page: ChannelsPage },
    { path: "/health", Page: HealthPage },
  ],
});
