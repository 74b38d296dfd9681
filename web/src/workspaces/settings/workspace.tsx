/** Settings that need more than the generic list and form. */
import { ApiOutlined, CloudServerOutlined, KeyOutlined, MailOutlined } from "@ant-design/icons";
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";
import { KnownPasswordsBanner } from "./KnownPasswordsBanner";
import { TeamTreeButton } from "./TeamTreeButton";

const MailSettingsPage = lazily(() => import("./MailSettingsPage").then((module) => ({ default: module.MailSettingsPage })));
const RolePage = lazily(() => import("./RolePage").then((module) => ({ default: module.RolePage })));
const TerritoriesPage = lazily(() => import("./TerritoriesPage").then((module) => ({ default: module.TerritoriesPage })));
const TeamTreePage = lazily(() => import("./TeamTreePage").then((module) => ({ default: module.TeamTreePage })));
const FieldsPage = lazily(() => import("./FieldsPage").then((module) => ({ default: module.FieldsPage })));
const OwnObjectsPage = lazily(() => import("./ownObjects/OwnObjectsPage").then((module) => ({ default: module.OwnObjectsPage })));
const OwnObjectPage = lazily(() => import("./ownObjects/OwnObjectPage").then((module) => ({ default: module.OwnObjectPage })));
const SecretsPage = lazily(() => import("../automation/settings/SecretsPage").then((module) => ({ default: module.SecretsPage })));
const OutgoingPage = lazily(() => import("../automation/settings/OutgoingPage").then((module) => ({ default: module.OutgoingPage })));
const PluginsPage = lazily(() => import("../automation/settings/PluginsPage").then((module) => ({ default: module.PluginsPage })));
const CalendarsPage = lazily(() => import("../automation/settings/CalendarsPage").then((module) => ({ default: module.CalendarsPage })));

export const workspace = defineWorkspace({
  name: "settings",
  navigation: [
    { path: "/setup/mail", label: "settings.mail.title", icon: <MailOutlined />, department: "setup", order: 50, visible: (me) => me.is_administrator },
    { path: "/setup/secrets", label: "settings.secrets", icon: <KeyOutlined />, department: "setup", order: 60, visible: (me) => me.is_administrator },
    { path: "/setup/hosts", label: "settings.hosts", icon: <CloudServerOutlined />, department: "setup", order: 61, visible: (me) => me.is_administrator },
    { path: "/setup/plugins", label: "settings.plugins", icon: <ApiOutlined />, department: "setup", order: 62, visible: (me) => me.is_administrator },
  ],
  banners: [{ key: "known-passwords", order: -10, Part: KnownPasswordsBanner }],
  listActions: [{ key: "team-tree", objects: ["team"], Part: TeamTreeButton }],
  routes: [
    { path: "/setup/mail", Page: MailSettingsPage },
    { path: "/setup/secrets", Page: SecretsPage },
    { path: "/setup/hosts", Page: OutgoingPage },
    { path: "/setup/plugins", Page: PluginsPage },
    { path: "/working-calendars", Page: CalendarsPage },
    { path: "/fields", Page: FieldsPage },
    { path: "/own-objects", Page: OwnObjectsPage },
    { path: "/own-objects/:id", Page: OwnObjectPage },
    { path: "/roles/:id", Page: RolePage },
    { path: "/teams/tree", Page: TeamTreePage },
    { path: "/territories", Page: TerritoriesPage },
  ],
});
