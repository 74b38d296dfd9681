/** The calendar: one's own time, colleagues' and rooms' beside it. */
import { CalendarOutlined } from "@ant-design/icons";
import { lazy } from "react";
import { defineWorkspace } from "../../objects/slots";

const GuestsPanel = lazy(() => import("./GuestsPanel").then((module) => ({ default: module.GuestsPanel })));
const InvitationsCard = lazy(() => import("./InvitationsCard").then((module) => ({ default: module.InvitationsCard })));
const CalendarPage = lazy(() => import("./CalendarPage").then((module) => ({ default: module.CalendarPage })));

export const workspace = defineWorkspace({
  name: "calendar",
  navigation: [{ path: "/calendar", label: "calendar.title", icon: <CalendarOutlined />, department: "activities", order: 5, visible: (_me, reads) => reads("meeting") }],
  routes: [{ path: "/calendar", Page: CalendarPage }],
  recordPanels: [{ key: "guests", order: 20, objects: ["meeting"], Part: GuestsPanel }],
  todayCards: [{ key: "invitations", order: 10, visible: (_me, reads) => reads("meeting"), Part: InvitationsCard }],
  commands: [{ key: "calendar", label: "calendar.title", path: "/calendar", visible: (_me, reads) => reads("meeting") }],
});
