/** Notice rules: the company's standing rules, what one follows, and why one is told. */
import { NotificationOutlined, StarOutlined } from "@ant-design/icons";
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";

const FollowingPage = lazily(() => import("./FollowingPage").then((module) => ({ default: module.FollowingPage })));
const RulesPage = lazily(() => import("./RulesPage").then((module) => ({ default: module.RulesPage })));
const FollowListButton = lazily(() => import("./FollowListButton").then((module) => ({ default: module.FollowListButton })));
const WhyLink = lazily(() => import("./WhyLink").then((module) => ({ default: module.WhyLink })));

export const workspace = defineWorkspace({
  name: "following",
  navigation: [
    { path: "/following", label: "following.title", icon: <StarOutlined />, department: "activities", order: 130, visible: (_me, reads) => reads("notice_rule") },
    { path: "/setup/notice-rules", label: "following.rules", icon: <NotificationOutlined />, department: "setup", visible: (me) => me.is_administrator },
  ],
  routes: [
    { path: "/following", Page: FollowingPage },
    { path: "/setup/notice-rules", Page: RulesPage },
    { path: "/notice-rules", Page: RulesPage },
  ],
  listActions: [{ key: "follow", order: 95, Part: FollowListButton }],
  noticeReasons: [
    { key: "notice_rule", Part: WhyLink },
    { key: "following", Part: WhyLink },
  ],
  commands: [{ key: "following", label: "following.title", path: "/following" }],
});
