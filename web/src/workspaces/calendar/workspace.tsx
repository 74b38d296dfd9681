/** The calendar: one's own time, colleagues' and rooms' beside it. */
import { CalendarOutlined } from "@ant-design/icons";
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";

const GuestsPanel = lazily(() => import("./GuestsPanel").then((module) => ({ default: module.GuestsPanel })));
const InvitationsCard = lazily(() => import("./InvitationsCard").then((module) => ({ default: module.InvitationsCard })));
const CalendarPage = lazily(() => import("./CalendarPage").then((module) => ({ default: module.CalendarPage })));

export const workspace = defineWorkspace({
  name: "calendar",
  navigation: [{ path: "/calendar", label: "calendar.title", icon: <CalendarOutlined />, department: "activities", order: 5, visible: (_me, reads) => reads("meeting") }],
  routes: [{ path: "/calendar", Page: CalendarPage }],
  recordPanels: [{ key: "guests", order: 20, objects: ["meeting"], Part: GuestsPanel }],
  todayCards: [{ key: "invitations", order: 10, visible: (_me, reads) => reads("meeting"), Part: InvitationsCard }],
  commands: [{ key: "calendar", label: "calendar.title", path: "/calendar", visible: (_me, reads) => reads("meeting") }],
});
