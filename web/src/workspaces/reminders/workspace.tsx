/** Reminders: the desk, the work log, answering in place, and the check before one leaves. */
import { BookOutlined, CarryOutOutlined } from "@ant-design/icons";
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";

const DeskPage = lazily(() => import("./DeskPage").then((module) => ({ default: module.DeskPage })));
const WorklogPage = lazily(() => import("./WorklogPage").then((module) => ({ default: module.WorklogPage })));
const LaddersPage = lazily(() => import("./LaddersPage").then((module) => ({ default: module.LaddersPage })));
const MorningNote = lazily(() => import("./MorningNote").then((module) => ({ default: module.MorningNote })));
const DayGuard = lazily(() => import("./DayGuard").then((module) => ({ default: module.DayGuard })));
const ReminderMatter = lazily(() => import("./ReminderMatter").then((module) => ({ default: module.ReminderMatter })));
const RemindButton = lazily(() => import("./RemindButton").then((module) => ({ default: module.RemindButton })));
const TimesPanel = lazily(() => import("./TimesPanel").then((module) => ({ default: module.TimesPanel })));

export const workspace = defineWorkspace({
  name: "reminders",
  navigation: [
    { path: "/worklog", label: "reminders.worklog", icon: <BookOutlined />, department: "home", order: 12 },
    { path: "/reminder-desk", label: "reminders.desk", icon: <CarryOutOutlined />, department: "home", order: 14 },
  ],
  routes: [
    { path: "/reminder-desk", Page: DeskPage },
    { path: "/worklog", Page: WorklogPage },
    { path: "/escalation-ladders", Page: LaddersPage },
  ],
  background: [{ key: "day", Part: DayGuard }],
  todayNotes: [{ key: "morning", Part: MorningNote }],
  matterActions: [{ key: "reminder", Part: ReminderMatter }],
  recordActions: [{ key: "remind", order: 70, Part: RemindButton }],
  recordPanels: [{ key: "times", objects: ["reminder"], order: 10, Part: TimesPanel }],
});
