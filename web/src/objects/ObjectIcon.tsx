/** The icon of an object, by the name that its declaration gives (the names of Ant Design's outlined icons). Unknown names get a plain one. */
import {
  AppstoreOutlined, BankOutlined, BellOutlined, RiseOutlined, BarChartOutlined, BranchesOutlined, CalendarOutlined, CheckSquareOutlined, ContactsOutlined, CustomerServiceOutlined, DollarOutlined,
  EnvironmentOutlined, FileTextOutlined, FormOutlined, FunnelPlotOutlined, InboxOutlined, MailOutlined, NotificationOutlined, OrderedListOutlined, PaperClipOutlined, PartitionOutlined,
  PhoneOutlined, ReadOutlined, SafetyOutlined, ShoppingCartOutlined, StopOutlined, SwapOutlined, TeamOutlined, UnorderedListOutlined, UserAddOutlined, UsergroupAddOutlined, UserOutlined,
  AimOutlined, BlockOutlined, DashboardOutlined, EditOutlined, ExperimentOutlined, FlagOutlined, HomeOutlined, PayCircleOutlined, PrinterOutlined, ShareAltOutlined, ShoppingOutlined, TagsOutlined, TrophyOutlined,
} from "@ant-design/icons";
import { createElement, type ComponentType } from "react";
import type { ObjectMeta } from "../api/types";

const byName: Record<string, ComponentType<{ "aria-hidden"?: boolean }>> = {
  appstore: AppstoreOutlined,
  bank: BankOutlined,
  "bar-chart": BarChartOutlined,
  bell: BellOutlined,
  branches: BranchesOutlined,
  rise: RiseOutlined,
  calendar: CalendarOutlined,
  "check-square": CheckSquareOutlined,
  contacts: ContactsOutlined,
  "customer-service": CustomerServiceOutlined,
  dollar: DollarOutlined,
  environment: EnvironmentOutlined,
  "file-text": FileTextOutlined,
  form: FormOutlined,
  "funnel-plot": FunnelPlotOutlined,
  inbox: InboxOutlined,
  mail: MailOutlined,
  notification: NotificationOutlined,
  "ordered-list": OrderedListOutlined,
  "paper-clip": PaperClipOutlined,
  partition: PartitionOutlined,
  phone: PhoneOutlined,
  printer: PrinterOutlined,
  read: ReadOutlined,
  safety: SafetyOutlined,
  "shopping-cart": ShoppingCartOutlined,
  stop: StopOutlined,
  swap: SwapOutlined,
  team: TeamOutlined,
  "unordered-list": UnorderedListOutlined,
  user: UserOutlined,
  "user-add": UserAddOutlined,
  "usergroup-add": UsergroupAddOutlined,
  aim: AimOutlined,
  block: BlockOutlined,
  dashboard: DashboardOutlined,
  edit: EditOutlined,
  experiment: ExperimentOutlined,
  flag: FlagOutlined,
  home: HomeOutlined,
  "pay-circle": PayCircleOutlined,
  "share-alt": ShareAltOutlined,
  shopping: ShoppingOutlined,
  tags: TagsOutlined,
  trophy: TrophyOutlined,
};

/** The names an object's icon may have. */
export const iconNames: readonly string[] = Object.keys(byName);

export function ObjectIcon({ meta }: { meta: Pick<ObjectMeta, "name" | "icon"> }) {
  return createElement(byName[meta.icon ?? ""] ?? AppstoreOutlined, { "aria-hidden": true });
}
