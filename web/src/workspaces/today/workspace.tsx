/** The page after signing in. */
import { HomeOutlined } from "@ant-design/icons";
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";
import { RememberOpened } from "./RememberOpened";

const TodayPage = lazily(() => import("./TodayPage").then((module) => ({ default: module.TodayPage })));

export const workspace = defineWorkspace({
  name: "today",
  home: TodayPage,
  navigation: [{ path: "/", label: "today.title", icon: <HomeOutlined />, department: "home", order: 0 }],
  background: [{ key: "remember-opened", Part: RememberOpened }],
});
