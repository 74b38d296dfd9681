/** Teams as a tree. A team whose superior is unknown, or that would be its own superior, stands at the top: none is lost. */
import type { Row } from "../../api/types";
import { idOf } from "../../objects/fields/reference";

export interface TeamNode {
  team: Row;
  below: TeamNode[];
}

export function teamTree(teams: readonly Row[]): TeamNode[] {
  const nodes = new Map(teams.map((team) => [team.id, { team, below: [] as TeamNode[] }]));
  const above = (team: Row) => nodes.get(idOf(team["parent"]) as number)?.team;
  const goesRound = (team: Row) => {
    const seen = new Set<number>();
    for (let at: Row | undefined = team; at; at = above(at)) {
      if (seen.has(at.id)) return true;
      seen.add(at.id);
    }
    return false;
  };
  const tops: TeamNode[] = [];
  for (const node of nodes.values()) {
    const parent = goesRound(node.team) ? undefined : nodes.get(idOf(node.team["parent"]) as number);
    (parent ? parent.below : tops).push(node);
  }
  return tops;
}
