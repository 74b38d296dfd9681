/** Texts of what starts a workflow from outside, and of roll-outs. */
import { addTexts } from "../addTexts";

export const en = {
  hook: {
    label: "Address",
    help: "Whoever knows the address can start this workflow. Renew it if it got out.",
    later: "The address is made when the workflow is published with this trigger.",
    copy: "Copy the address",
    copied: "Copied",
    renew: "Renew",
    renewSure: "Make a new address?",
    renewText: "The former address stops working at once. Programs that call it must get the new one.",
    renewed: "The address is new.",
    used: "Last called {{when}}",
    unused: "Not called yet",
    example: "Example of a call",
    copyExample: "Copy the example",
  },
  rollout: {
    title: "Started for records that were there",
    running: "Starting …",
    done: "Done",
    cancelled: "Cancelled",
    progress: "{{done}} of {{total}} records",
    started_one: "{{count, number}} run started",
    started_other: "{{count, number}} runs started",
    refused_one: "{{count, number}} left out",
    refused_other: "{{count, number}} left out",
    refusedMost: "The first of those left out:",
    by: "{{when}} by {{who}}",
    cancel: "Cancel",
    cancelSure: "Start no more?",
    cancelText: "What has begun goes on; the other records are left out.",
  },
};

export const zhHans: typeof en = {
  hook: {
    label: "地址",
    help: "知道该地址的人都可以启动此工作流；如已泄露请更换。",
    later: "发布带有此触发器的工作流后生成地址。",
    copy: "复制地址",
    copied: "已复制",
    renew: "更换",
    renewSure: "更换为新地址？",
    renewText: "原地址立即失效，调用它的程序需改用新地址。",
    renewed: "地址已更换。",
    used: "上次调用：{{when}}",
    unused: "尚未被调用",
    example: "调用示例",
    copyExample: "复制示例",
  },
  rollout: {
    title: "对已有记录启动",
    running: "正在启动……",
    done: "已完成",
    cancelled: "已取消",
    progress: "{{total}} 条记录中的 {{done}} 条",
    started_one: "已启动 {{count, number}} 个运行",
    started_other: "已启动 {{count, number}} 个运行",
    refused_one: "跳过 {{count, number}} 条",
    refused_other: "跳过 {{count, number}} 条",
    refusedMost: "被跳过的前几条：",
    by: "{{when}}，{{who}}",
    cancel: "取消",
    cancelSure: "不再继续启动？",
    cancelText: "已经开始的运行会继续，其余记录不再启动。",
  },
};

addTexts(en, zhHans);
