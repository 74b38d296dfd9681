import { expect, test } from "vitest";
import type { Notice } from "../../api/types";
import { unreadFirst } from "./order";

const notice = (id: number, read = false): Notice => ({
  id, kind: "test", title: `N${id}`, body: "", link: null, url: null, urgent: false, created_at: "2026-11-22T01:00:00Z", read_at: read ? "2026-11-22T02:00:00Z" : null, sender: null, deliveries: [], matter: "", round: 1, settled_at: null, outcome: "", reason: { kind: "", id: null, title: "" },
});

test("unread notices come first, each once, newest on top", () => {
  const found = unreadFirst([notice(7), notice(2)], [notice(9, true), notice(8, true), notice(7)], 4);
  expect(found.map((each) => each.id)).toEqual([7, 2, 9, 8]);
});

test("no more than asked for", () => {
  expect(unreadFirst([notice(3), notice(2), notice(1)], [], 2).map((each) => each.id)).toEqual([3, 2]);
});
