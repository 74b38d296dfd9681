import { expect, test } from "vitest";
import { blockEntries, found, triggerEntries, type PickEntry } from "./pickEntries";

const entry = (key: string, label: string, about = "", group = "g"): PickEntry => ({ key, label, about, group });
const entries = [entry("block:wait", "等待", "停一段时间"), entry("action:lead.hand_over", "移交", "移交给销售", "线索"), entry("action:notice.send", "发送通知", "告诉同事")];
const keys = (typed: string, recent: string[] = []) => found(entries, typed, recent, "recent").map((each) => each.key);

test("what was used last stands on top, once more than in its own group", () => {
  expect(keys("", ["action:notice.send", "gone"])).toEqual(["action:notice.send", "block:wait", "action:lead.hand_over", "action:notice.send"]);
});

test("one finds by words, pinyin initials, the group and the technical name", () => {
  expect(keys("移交")).toEqual(["action:lead.hand_over"]);
  expect(keys("fstz")).toEqual(["action:notice.send"]);
  expect(keys("线索")).toEqual(["action:lead.hand_over"]);
  expect(keys("hand_over")).toEqual(["action:lead.hand_over"]);
  expect(keys("xyz")).toEqual([]);
  expect(found([entry("block:wait_else", "Wait for it"), entry("block:wait", "Wait")], "wait", [], "").map((each) => each.label)).toEqual(["Wait", "Wait for it"]);
});

test("without an object only clocks and people start a run", () => {
  const palette = { groups: [], triggers: [{ on: "created", label: "New", about: "" }], blocks: [], actions: [], events: [], plugins: [] };
  expect(triggerEntries(false, (key) => key).map((each) => each.key)).toEqual(["trigger:schedule", "trigger:button", "trigger:webhook", "trigger:called", "trigger:failure"]);
  expect(triggerEntries(true, (key) => key)).toHaveLength(16);
  expect(blockEntries(palette, undefined, [], (key) => key)[0]?.key).toBe("block:if");
});
