/** The sign of each kind of block and trigger. */
import {
  ApiOutlined, AuditOutlined, BellOutlined, BranchesOutlined, CalendarOutlined, CheckSquareOutlined, ClockCircleOutlined, CodeOutlined, EditOutlined, FieldTimeOutlined, FilterOutlined,
  ForkOutlined, FormOutlined, LoginOutlined, LogoutOutlined, MailOutlined, NodeIndexOutlined, PlayCircleOutlined, PlusCircleOutlined, PlusSquareOutlined, ReloadOutlined, RetweetOutlined,
  RocketOutlined, SafetyOutlined, ScheduleOutlined, SendOutlined, StopOutlined, SubnodeOutlined, SwapOutlined, ThunderboltOutlined, UserSwitchOutlined, WarningOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import { kindOf, type Block, type Kind, type TriggerOn } from "../document/types";

export const kindIcons: Record<Kind, ReactNode> = {
  action: <PlayCircleOutlined />,
  if: <BranchesOutlined />,
  switch: <ForkOutlined />,
  wait: <ClockCircleOutlined />,
  loop: <RetweetOutlined />,
  parallel: <NodeIndexOutlined />,
  ask: <AuditOutlined />,
  call: <SubnodeOutlined />,
  try: <SafetyOutlined />,
  code: <CodeOutlined />,
  plugin: <ApiOutlined />,
  stop: <StopOutlined />,
};

export const triggerIcons: Record<TriggerOn, ReactNode> = {
  satisfies: <FilterOutlined />,
  created: <PlusCircleOutlined />,
  updated: <EditOutlined />,
  deleted: <StopOutlined />,
  reassigned: <UserSwitchOutlined />,
  entered: <LoginOutlined />,
  left: <LogoutOutlined />,
  ceases: <FilterOutlined />,
  event: <ThunderboltOutlined />,
  stayed: <FieldTimeOutlined />,
  date: <CalendarOutlined />,
  schedule: <ScheduleOutlined />,
  button: <RocketOutlined />,
  webhook: <ApiOutlined />,
  called: <SubnodeOutlined />,
  failure: <WarningOutlined />,
};

const verbs: Record<string, ReactNode> = {
  "notice.send": <BellOutlined />,
  "mail.send": <MailOutlined />,
  "chat.send": <SendOutlined />,
  "http.request": <ApiOutlined />,
  "record.create": <PlusSquareOutlined />,
  "record.update": <EditOutlined />,
  "task.create": <CheckSquareOutlined />,
  "reminder.create": <BellOutlined />,
  "lead.hand_over": <SwapOutlined />,
  "workflow.stop_runs": <StopOutlined />,
  "lead.recycle": <ReloadOutlined />,
};

export function iconOf(block: Block): ReactNode {
  if (block.ask?.kind === "task") return <CheckSquareOutlined />;
  if (block.ask?.kind === "form") return <FormOutlined />;
  return (block.action && verbs[block.action]) || kindIcons[kindOf(block)];
}

export const actionIcon = (action: string): ReactNode => verbs[action] ?? kindIcons.action;
