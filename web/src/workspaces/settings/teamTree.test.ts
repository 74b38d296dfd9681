import { describe, expect, it } from "vitest";
import type { Row } from "../../api/types";
import { teamTree, type TeamNode } from "./teamTree";

const team = (id: number, parent?: number): Row => ({ id, version: 1, title: `T${id}`, created_at: "", updated_at: "", parent: parent ? { id: parent, title: "" } : null });
const shape = (nodes: TeamNode[]): unknown => nodes.map((node) => [node.team.id, shape(node.below)]);

describe("the tree of teams", () => {
  it("puts each below its superior, whatever their order", () => {
    expect(shape(teamTree([team(3, 2), team(1), team(2, 1), team(4, 1)]))).toEqual([[1, [[2, [[3, []]]], [4, []]]]]);
  });

  it("loses none that goes round or whose superior is not there", () => {
    expect(shape(teamTree([team(1, 2), team(2, 1), team(3, 9)]))).toEqual([[1, []], [2, []], [3, []]]);
  });
});
