/** Forecast, targets with what is achieved, the leader board, and the score of a lead. */
import { AimOutlined, LineChartOutlined, TrophyOutlined } from "@ant-design/icons";
import { lazy } from "react";
import { defineWorkspace } from "../../objects/slots";

const ForecastPage = lazy(() => import("./ForecastPage").then((module) => ({ default: module.ForecastPage })));
const ProgressPage = lazy(() => import("./ProgressPage").then((module) => ({ default: module.ProgressPage })));
const BoardPage = lazy(() => import("./BoardPage").then((module) => ({ default: module.BoardPage })));
const ScoreCard = lazy(() => import("./ScoreCard").then((module) => ({ default: module.ScoreCard })));
const TargetsCard = lazy(() => import("./TargetsCard").then((module) => ({ default: module.TargetsCard })));

export const workspace = defineWorkspace({
  name: "targets",
  navigation: [
    { path: "/forecast", label: "targets.forecast", icon: <LineChartOutlined />, department: "analysis", order: 20, visible: (_me, reads) => reads("opportunity") },
    { path: "/achievement", label: "targets.progress", icon: <AimOutlined />, department: "analysis", order: 30, visible: (_me, reads) => reads("target") },
    { path: "/leader-board", label: "targets.board", icon: <TrophyOutlined />, department: "analysis", order: 40, visible: (_me, reads) => reads("target") },
  ],
  routes: [
    { path: "/forecast", Page: ForecastPage },
    { path: "/achievement", Page: ProgressPage },
    { path: "/leader-board", Page: BoardPage },
  ],
  todayCards: [{ key: "targets", order: 20, visible: (_me, reads) => reads("target"), Part: TargetsCard }],
  recordPanels: [{ key: "score", objects: ["lead"], order: 15, Part: ScoreCard }],
});
