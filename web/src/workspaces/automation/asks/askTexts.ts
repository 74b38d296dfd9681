/** Texts of what workflows ask of people; also needed on record pages. */
import { addTexts } from "../addTexts";

export const en = {
  asks: {
    title: "Waiting for me",
    about: "What workflows ask of you: tasks, approvals, forms.",
    open: "Open", answered: "Answered", all: "All", none: "Nothing waits for you.", noneOf: "Nothing here.",
    answers: { done: "Done", approved: "Approve", rejected: "Reject", returned: "Send back" },
    given: { done: "Done", approved: "Approved", rejected: "Rejected", returned: "Sent back", time: "Time was up", "": "–" },
    status: { open: "Open", answered: "Answered", withdrawn: "No longer needed", expired: "Time was up" },
    kinds: { task: "Task", approval: "Approval", form: "Form" },
    comment: "Comment", commentNeeded: "Please say why.", passOn: "Pass on", passTo: "To whom", passed: "Passed on.", answeredNow: "Answered.",
    due: "until {{when}}", overdue: "overdue", since: "since {{when}}", from: "Workflow", record: "Record", people: "Asked", every: "everyone must answer", waits: "has not answered", insteadOf: "In place of {{who}}", choose: "Choose one on the left.", by: "{{who}} on {{when}}", required: "Please fill this in.", here: "Asked of people", hidden: "a record that you may not see",
  },
  buttons: { started: "Started: {{label}}", startedMany_one: "Started for {{count}} record: {{label}}", startedMany_other: "Started for {{count}} records: {{label}}", notFor: "Not for:", sure_one: "Start “{{label}}” for {{count}} record?", sure_other: "Start “{{label}}” for {{count}} records?", menu: "Workflows" },
  upcoming: { title: "To come" },
};

export const zhHans: typeof en = {
  asks: {
    title: "待我处理",
    about: "工作流请您处理的任务、审批和表单。",
    open: "待处理", answered: "已处理", all: "全部", none: "没有等待您处理的事项。", noneOf: "这里没有内容。",
    answers: { done: "完成", approved: "同意", rejected: "拒绝", returned: "退回" },
    given: { done: "已完成", approved: "已同意", rejected: "已拒绝", returned: "已退回", time: "时间已到", "": "–" },
    status: { open: "待处理", answered: "已处理", withdrawn: "已无需处理", expired: "时间已到" },
    kinds: { task: "任务", approval: "审批", form: "表单" },
    comment: "意见", commentNeeded: "请填写原因。", passOn: "转交他人", passTo: "转交给", passed: "已转交。", answeredNow: "已处理。",
    due: "截止 {{when}}", overdue: "已逾期", since: "{{when}}发起", from: "工作流", record: "记录", people: "处理人", every: "需每人答复", waits: "尚未答复", insteadOf: "代 {{who}} 处理", choose: "请在左侧选择一项。", by: "{{who}}，{{when}}", required: "请填写此项。", here: "等待人员处理", hidden: "您无权查看的记录",
  },
  buttons: { started: "已启动：{{label}}", startedMany_one: "已对 {{count}} 条记录启动：{{label}}", startedMany_other: "已对 {{count}} 条记录启动：{{label}}", notFor: "未启动：", sure_one: "对 {{count}} 条记录启动“{{label}}”？", sure_other: "对 {{count}} 条记录启动“{{label}}”？", menu: "工作流" },
  upcoming: { title: "即将运行" },
};

addTexts(en, zhHans);
