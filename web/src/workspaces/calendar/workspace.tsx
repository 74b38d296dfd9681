/** The calendar: one's own time, colleagues' and rooms' beside it. */
import { CalendarOutlined } from "@ant-design/icons";
import { lazy } from "react";
import { defineWorkspace } from "../../objects/slots";

const CalendarPage = lazy(() => import("./CalendarPage").then((module) => ({ default: module.CalendarPage })));

export const workspace = defineWorkspace({
  name: "calendar",
  navigation: [{ path: "/calendar", label: "calendar.title", icon: <CalendarOutlined />, department: "activities", order: 5, visible: (_me, reads) => reads("meeting") }],
  routes: [{ path: "/calendar", Page: CalendarPage }],
  commands: [{ key: "calendar", label: "calendar.title", path: "/calendar", visible: (_me, reads) => reads("meeting") }],
});
