/** Where the nodes of a relation graph stand: ranks from top to bottom as in an organisation chart, related ones beside. Pure. */
import type { Graph } from "./calls";

export interface Spot {
  key: string;
  x: number;
  y: number;
}

const WIDE = 310;
const HIGH = 110;
/** More than this stand in a further row of the same rank. */
const IN_ROW = 6;

/** Lines that go down: parent companies above, employers above people, leaders above those they lead. */
const DOWN = new Set(["parent", "works_at", "reports_to"]);

export function layoutOf(graph: Pick<Graph, "start" | "nodes" | "lines">): Spot[] {
  const rank = ranksOf(graph);
  const rows = new Map<number, string[]>();
  for (const node of graph.nodes) {
    const place = rank.get(node.key) ?? 0;
    rows.set(place, [...(rows.get(place) ?? []), node.key]);
  }
  const spots: Spot[] = [];
  let y = 0;
  for (const place of [...rows.keys()].sort((a, b) => a - b)) {
    const keys = ordered(rows.get(place) ?? [], spots, graph);
    for (let start = 0; start < keys.length; start += IN_ROW) {
      const some = keys.slice(start, start + IN_ROW);
      some.forEach((key, index) => spots.push({ key, x: (index - (some.length - 1) / 2) * WIDE, y }));
      y += HIGH;
    }
  }
  return spots;
}

/** How far below the start each node stands; those only related stand beside the one they are related to. */
function ranksOf({ start, nodes, lines }: Pick<Graph, "start" | "nodes" | "lines">): Map<string, number> {
  const rank = new Map<string, number>([[start, 0]]);
  const reporting = new Set(lines.filter((line) => line.kind === "reports_to").map((line) => line.target));
  for (let round = 0; round < nodes.length; round++) {
    let moved = false;
    for (const line of lines) {
      if (line.kind === "works_at" && reporting.has(line.target)) continue; // stands under the one who leads them
      const step = DOWN.has(line.kind) ? 1 : 0;
      const [from, to] = [rank.get(line.source), rank.get(line.target)];
      if (from !== undefined && to === undefined) moved = !!rank.set(line.target, from + step);
      else if (to !== undefined && from === undefined) moved = !!rank.set(line.source, to - step);
    }
    if (!moved) break;
  }
  return rank;
}

/** Left to right as those above them stand. */
function ordered(keys: string[], spots: readonly Spot[], { lines }: Pick<Graph, "lines">): string[] {
  const above = new Map(spots.map((spot) => [spot.key, spot.x]));
  const middle = (key: string): number => {
    const places = lines.flatMap((line) => (line.target === key ? (above.get(line.source) ?? []) : line.source === key ? (above.get(line.target) ?? []) : []));
    return places.length === 0 ? 0 : places.reduce((sum, x) => sum + x, 0) / places.length;
  };
  return [...keys].sort((a, b) => middle(a) - middle(b) || a.localeCompare(b, "en", { numeric: true }));
}
