/** The icon of an object, by the name that its declaration gives. Unknown names get a plain one. */
import {
  AccountBookOutlined, ApartmentOutlined, AppstoreOutlined, BankOutlined, BarChartOutlined, BellOutlined, BookOutlined, BuildOutlined, CalendarOutlined,
  CarOutlined, CheckSquareOutlined, ContactsOutlined, CreditCardOutlined, CustomerServiceOutlined, DollarOutlined, FileTextOutlined, FilterOutlined,
  FlagOutlined, FormOutlined, FunnelPlotOutlined, GlobalOutlined, IdcardOutlined, InboxOutlined, LockOutlined, MailOutlined, MessageOutlined,
  NotificationOutlined, PartitionOutlined, PhoneOutlined, ProfileOutlined, SafetyOutlined, ScheduleOutlined, SettingOutlined, ShoppingCartOutlined,
  ShoppingOutlined, SolutionOutlined, SwapOutlined, TagOutlined, TeamOutlined, ThunderboltOutlined, TrophyOutlined, UnorderedListOutlined, UserAddOutlined, UserOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import type { ObjectMeta } from "../api/types";

const byName: Record<string, ReactNode> = {
  "user-plus": <UserAddOutlined />, lead: <UserAddOutlined />, building: <BankOutlined />, "building-2": <BankOutlined />, bank: <BankOutlined />, account: <BankOutlined />,
  contact: <ContactsOutlined />, contacts: <ContactsOutlined />, "id-card": <IdcardOutlined />, user: <UserOutlined />, users: <TeamOutlined />, team: <TeamOutlined />,
  target: <TrophyOutlined />, trophy: <TrophyOutlined />, opportunity: <FunnelPlotOutlined />, funnel: <FunnelPlotOutlined />, handshake: <SolutionOutlined />, dollar: <DollarOutlined />,
  "dollar-sign": <DollarOutlined />, task: <CheckSquareOutlined />, check: <CheckSquareOutlined />, "check-square": <CheckSquareOutlined />, calendar: <CalendarOutlined />,
  meeting: <CalendarOutlined />, phone: <PhoneOutlined />, call: <PhoneOutlined />, note: <FileTextOutlined />, "file-text": <FileTextOutlined />, file: <FileTextOutlined />,
  "sticky-note": <FileTextOutlined />, reminder: <BellOutlined />, bell: <BellOutlined />, clock: <ScheduleOutlined />, "work_log": <ScheduleOutlined />, campaign: <NotificationOutlined />,
  megaphone: <NotificationOutlined />, product: <ShoppingOutlined />, package: <InboxOutlined />, box: <InboxOutlined />, order: <ShoppingCartOutlined />, "shopping-cart": <ShoppingCartOutlined />,
  truck: <CarOutlined />, shipment: <CarOutlined />, invoice: <AccountBookOutlined />, receipt: <AccountBookOutlined />, payment: <CreditCardOutlined />, "credit-card": <CreditCardOutlined />,
  quote: <ProfileOutlined />, contract: <SolutionOutlined />, tag: <TagOutlined />, price_list: <TagOutlined />, case: <CustomerServiceOutlined />, headset: <CustomerServiceOutlined />,
  workflow: <PartitionOutlined />, zap: <ThunderboltOutlined />, "git-branch": <PartitionOutlined />, role: <SafetyOutlined />, shield: <SafetyOutlined />, lock: <LockOutlined />, gate: <LockOutlined />,
  field: <FormOutlined />, form: <FormOutlined />, territory: <GlobalOutlined />, map: <GlobalOutlined />, globe: <GlobalOutlined />, pipeline: <ApartmentOutlined />, stage: <FlagOutlined />, flag: <FlagOutlined />,
  list: <UnorderedListOutlined />, filter: <FilterOutlined />, settings: <SettingOutlined />, tool: <BuildOutlined />, mail: <MailOutlined />, message: <MessageOutlined />, book: <BookOutlined />,
  chart: <BarChartOutlined />, "bar-chart": <BarChartOutlined />, swap: <SwapOutlined />, "hand_over": <SwapOutlined />,
};

export function ObjectIcon({ meta }: { meta: Pick<ObjectMeta, "name" | "icon"> }) {
  return byName[meta.icon ?? ""] ?? byName[meta.name] ?? <AppstoreOutlined />;
}
