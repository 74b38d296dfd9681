/** Texts of runs, versions and measures. */
export const en = {
  measure: {
    done: "{{count}} ×", failed: "{{percent}} % failed", median: "median {{time}}", show: "Figures", days: "last {{days}} days",
    runs: "Runs", completed: "Completed", failures: "Failed", cancelled: "Cancelled", waiting: "Going on", duration: "Usual duration", none: "No runs in this time.", perDay: "Runs a day", falseAlarms: "False alarms", falseOf: "{{count}} of {{all}} answers", falseReasons: "False alarms, because:",
  },
  time: { seconds: "{{count}} s", minutes: "{{count}} min", hours: "{{count}} h", days: "{{count}} d" },
  compare: { title: "Differences", from: "Version", to: "compared with", nothing: "These versions do the same." },
  moveRuns: { button: "Move waiting runs here", sure: "Move the runs that are going on to version {{number}}?", text: "They go on from the same block in that version. Those for which that is not possible stay where they are.", moved_one: "{{count}} run moved.", moved_other: "{{count}} runs moved.", left_one: "{{count}} stayed:", left_other: "{{count}} stayed:" },
  restore: { button: "Draw on from here", sure: "Replace the draft by version {{number}}?", done: "The draft is now version {{number}}." },
  process: {
    title: "Process", about: "How records really go through their stages: how many, how long, and back and forth.", object: "Object", field: "Stages", days: "Time", lastDays: "Last {{days}} days", nowCount: "{{count}} here now", entered: "came here", enteredCount: "{{count}} came here", usual: "usually stays {{time}}", slow: "one in ten longer than {{time}}", moves: "From stage to stage", paths: "The most common ways", times: "{{count}} ×", none: "Nothing happened in this time.", records: "Records", start: "Start", end: "Deleted", fromTo: "{{from}} → {{to}}", open: "Show the records", took: "{{time}} in all",
  },
  run: {
    rerun: "Run again", rerunSure: "Run the workflow again for this record?", rerunText: "As if its trigger had just happened, on the version in use.", startFrom: "Start from here", startFromSure: "Start anew from “{{block}}”?", startFromText: "The run goes on from this block once more: what it and later ones gave is dropped, what they did stays.", again: "It goes on from there.", started: "A new run has begun.", label: "Run {{id}}", pass: "Pass", allPasses: "All passes", passNumber: "Pass {{path}}", choose: "Choose a block to see what it did.", notReached: "The run did not come here.", late: "{{time}} late", canvas: "Drawing", list: "List", effects: "What it did", cause: "Caused by",
    errorText: "Words of the error", since: "From", until: "To",
  },
};

export const zhHans: typeof en = {
  measure: {
    done: "{{count}} 次", failed: "{{percent}}% 失败", median: "中位 {{time}}", show: "统计", days: "最近 {{days}} 天",
    runs: "运行", completed: "已完成", failures: "失败", cancelled: "已取消", waiting: "进行中", duration: "通常用时", none: "这段时间没有运行。", perDay: "每天运行次数", falseAlarms: "误报", falseOf: "{{all}} 次答复中 {{count}} 次", falseReasons: "误报原因：",
  },
  time: { seconds: "{{count}} 秒", minutes: "{{count}} 分钟", hours: "{{count}} 小时", days: "{{count}} 天" },
  compare: { title: "差异", from: "版本", to: "对比", nothing: "这两个版本做的事相同。" },
  moveRuns: { button: "将进行中的运行迁移到此版本", sure: "将进行中的运行迁移到版本 {{number}}？", text: "它们会在该版本的同一步骤继续；无法迁移的保持不变。", moved_one: "已迁移 {{count}} 个运行。", moved_other: "已迁移 {{count}} 个运行。", left_one: "{{count}} 个保持不变：", left_other: "{{count}} 个保持不变：" },
  restore: { button: "以此版本继续设计", sure: "用版本 {{number}} 替换当前草稿？", done: "草稿已替换为版本 {{number}}。" },
  process: {
    title: "流程分析", about: "记录实际如何经过各个阶段：多少、多久、有无反复。", object: "对象", field: "阶段字段", days: "时间范围", lastDays: "最近 {{days}} 天", nowCount: "目前 {{count}} 条", entered: "进入过的记录", enteredCount: "进入 {{count}} 次", usual: "通常停留 {{time}}", slow: "十分之一超过 {{time}}", moves: "阶段之间的流转", paths: "最常见的路径", times: "{{count}} 次", none: "这段时间没有发生变化。", records: "记录", start: "开始", end: "已删除", fromTo: "{{from}} → {{to}}", open: "查看记录", took: "共 {{time}}",
  },
  run: {
    rerun: "重新运行", rerunSure: "对这条记录重新运行此工作流？", rerunText: "按刚刚触发处理，使用当前启用的版本。", startFrom: "从这里开始", startFromSure: "从“{{block}}”重新开始？", startFromText: "本次运行将从该步骤重新进行：它和之后步骤的结果会丢弃，已经做的事保留。", again: "已从该步骤继续。", started: "已开始新的运行。", label: "运行 {{id}}", pass: "轮次", allPasses: "全部轮次", passNumber: "第 {{path}} 轮", choose: "点击步骤查看它做了什么。", notReached: "本次运行没有经过这里。", late: "晚了 {{time}}", canvas: "流程图", list: "列表", effects: "做了什么", cause: "触发者",
    errorText: "错误信息包含", since: "从", until: "到",
  },
};
