/** Texts of the page after signing in. */
export const en = {
  title: "Today",
  dateFormat: "dddd, D MMMM YYYY",
  greeting: {
    early: "Good morning, {{name}}",
    morning: "Good morning, {{name}}",
    noon: "Good afternoon, {{name}}",
    afternoon: "Good afternoon, {{name}}",
    evening: "Good evening, {{name}}",
  },
  openList: "Open the list",
  more: "{{count}} more",
  all: "Show all",
  handOvers: {
    title: "Hand-overs waiting for your answer",
    none: "No hand-over is waiting for your answer. New ones appear here by themselves.",
    from: "from {{giver}}, {{when}}",
    fromNobody: "handed over {{when}}",
  },
  tasks: {
    title: "Tasks due",
    overdue: "{{count}} overdue",
    none: "Nothing is due today.",
    completed: "Completed: {{title}}",
  },
  meetings: { title: "Meetings today", none: "No meetings today." },
  followUps: {
    title: "Leads to follow up today",
    none: "No lead is due. Fill in “{{field}}” on a lead, and it appears here on that day.",
    mine: "My leads",
  },
  opportunities: { title: "My open opportunities", none: "You have no open opportunities. Convert a qualified lead, or make one here." },
  notices: { title: "Latest notices", none: "No notices yet. What workflows and colleagues tell you appears here." },
  opened: { title: "Recently opened", none: "Records that you open appear here. Ctrl/⌘ K finds any of them." },
};

export const zhHans: typeof en = {
  title: "今天",
  dateFormat: "YYYY年M月D日 dddd",
  greeting: {
    early: "{{name}}，早上好",
    morning: "{{name}}，上午好",
    noon: "{{name}}，中午好",
    afternoon: "{{name}}，下午好",
    evening: "{{name}}，晚上好",
  },
  openList: "打开列表",
  more: "还有 {{count}} 条",
  all: "查看全部",
  handOvers: {
    title: "等您答复的移交",
    none: "没有等您答复的移交。有新的移交会自动显示在这里。",
    from: "{{giver}}移交，{{when}}",
    fromNobody: "{{when}}移交",
  },
  tasks: {
    title: "到期任务",
    overdue: "逾期 {{count}} 项",
    none: "今天没有到期的任务。",
    completed: "已完成：{{title}}",
  },
  meetings: { title: "今日会议", none: "今天没有会议。" },
  followUps: {
    title: "今日待跟进线索",
    none: "没有待跟进的线索。在线索上填写“{{field}}”，到那天就会显示在这里。",
    mine: "我的线索",
  },
  opportunities: { title: "我的进行中商机", none: "您没有进行中的商机。可以转化合格线索，或在此新建。" },
  notices: { title: "最新通知", none: "暂无通知。工作流和同事发给您的消息会显示在这里。" },
  opened: { title: "最近打开", none: "您打开过的记录会显示在这里。按 Ctrl/⌘ K 可查找任何记录。" },
};
