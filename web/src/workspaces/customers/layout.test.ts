import { expect, test } from "vitest";
import type { Graph } from "./calls";
import { layoutOf } from "./layout";

const node = (key: string): Graph["nodes"][number] => ({ key, object: key.startsWith("account") ? "account" : "contact", id: 1, title: key, text: "" });
const line = (source: string, target: string, kind: Graph["lines"][number]["kind"]): Graph["lines"][number] => ({ id: 0, source, target, label: kind, inverse: "", kind, note: "" });

test("parents stand above, people below, leaders above those they lead, relations beside", () => {
  const spots = layoutOf({
    start: "account:2",
    nodes: ["account:1", "account:2", "account:3", "contact:1", "contact:2"].map(node),
    lines: [line("account:1", "account:2", "parent"), line("account:3", "account:2", "relationship"), line("account:2", "contact:1", "works_at"), line("account:2", "contact:2", "works_at"), line("contact:1", "contact:2", "reports_to")],
  });
  const y = Object.fromEntries(spots.map((spot) => [spot.key, spot.y]));
  expect(y).toEqual({ "account:1": 0, "account:2": 110, "account:3": 110, "contact:1": 220, "contact:2": 330 });
});

test("no two nodes stand on one spot, however many there are and even in a circle", () => {
  const keys = ["account:1", ...Array.from({ length: 30 }, (_, index) => `contact:${index}`)];
  const lines = [...keys.slice(1).map((key) => line("account:1", key, "works_at")), line("contact:1", "contact:2", "reports_to"), line("contact:2", "contact:1", "reports_to")];
  const spots = layoutOf({ start: "account:1", nodes: keys.map(node), lines });
  expect(new Set(spots.map((spot) => `${spot.x} ${spot.y}`)).size).toBe(31);
});
