import { expect, test } from "vitest";
import type { TimelineItem } from "../../api/types";
import { setZone } from "../../lib/time";
import { byDay } from "./days";

const at = (moment: string) => ({ at: moment, kind: "note", id: moment }) as TimelineItem;

test("entries stand under the day that it was where the reader is", () => {
  setZone("Asia/Shanghai");
  const days = byDay([at("2026-11-22T17:00:00Z"), at("2026-11-22T15:00:00Z"), at("2026-11-22T01:00:00Z"), at("2026-11-20T01:00:00Z")]);
  expect(days.map((each) => [each.day, each.items.length])).toEqual([["2026-11-23", 1], ["2026-11-22", 2], ["2026-11-20", 1]]);
});
