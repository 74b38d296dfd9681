/** The page after signing in. */
import { HomeOutlined } from "@ant-design/icons";
import { lazy } from "react";
import { defineWorkspace } from "../../objects/slots";
import { RememberOpened } from "./RememberOpened";

const TodayPage = lazy(() => import("./TodayPage").then((module) => ({ default: module.TodayPage })));

export const workspace = defineWorkspace({
  name: "today",
  home: TodayPage,
  navigation: [{ path: "/", label: "today.title", icon: <HomeOutlined />, department: "home", order: 0 }],
  background: [{ key: "remember-opened", Part: RememberOpened }],
});
