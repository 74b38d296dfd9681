/** Forecast, targets with what is achieved, the leader board, and the score of a lead. */
import { AimOutlined, LineChartOutlined, TrophyOutlined } from "@ant-design/icons";
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";

const ForecastPage = lazily(() => import("./ForecastPage").then((module) => ({ default: module.ForecastPage })));
const ProgressPage = lazily(() => import("./ProgressPage").then((module) => ({ default: module.ProgressPage })));
const BoardPage = lazily(() => import("./BoardPage").then((module) => ({ default: module.BoardPage })));
const ScoreCard = lazily(() => import("./ScoreCard").then((module) => ({ default: module.ScoreCard })));
const TargetsCard = lazily(() => import("./TargetsCard").then((module) => ({ default: module.TargetsCard })));

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
