/**
 * Filters as the API has them, and the tree that the filter builder edits. Pure; the tree keeps what the person has begun but not finished,
 * and `toFilter` leaves unfinished conditions out.
 */
export type Condition = { field: string } & Record<string, unknown>;
/** What points to the record: `{related: {by: "task.related_to", filter}}`, `{followed_by: "$me"}`. */
export type Related = { related: { by: string; filter?: Filter } };
export type Followed = { followed_by: number | "$me" };
export type Relation = Related | Followed;
export type Filter = { all: Filter[] } | { any: Filter[] } | { not: Filter } | Condition | Relation;

export interface ConditionNode {
  kind: "condition";
  key: string;
  field: string;
  operator: string;
  value: unknown;
}

export interface GroupNode {
  kind: "group";
  key: string;
  match: "all" | "any";
  negated: boolean;
  children: Node[];
}

/** Some record points here that satisfies the group; with `none`, no such record does. */
export interface RelatedNode {
  kind: "related";
  key: string;
  /** The object and its field, such as "opportunity.account". */
  by: string;
  none: boolean;
  group: GroupNode;
}

/** The person follows the record; with `none`, does not. */
export interface FollowedNode {
  kind: "followed";
  key: string;
  person: number | "$me" | null;
  none: boolean;
}

export type Node = ConditionNode | GroupNode | RelatedNode | FollowedNode;

let lastKey = 0;
export const newKey = () => `n${(lastKey += 1)}`;

export const newGroup = (match: "all" | "any" = "all", children: Node[] = []): GroupNode => ({ kind: "group", key: newKey(), match, negated: false, children });
export const newCondition = (field: string, operator: string, value: unknown = undefined): ConditionNode => ({
  kind: "condition",
  key: newKey(),
  field,
  operator,
  value,
});

export const newRelated = (by: string, none = false, group = newGroup()): RelatedNode => ({ kind: "related", key: newKey(), by, none, group });
export const newFollowed = (person: FollowedNode["person"] = "$me", none = false): FollowedNode => ({ kind: "followed", key: newKey(), person, none });

export function operatorOf(condition: Condition): string {
  return Object.keys(condition).find((key) => key !== "field") ?? "is";
}

export function isRelation(filter: Filter): filter is Relation {
  return "related" in filter || "followed_by" in filter;
}

export function isGroup(filter: Filter): filter is { all: Filter[] } | { any: Filter[] } {
  return "all" in filter || "any" in filter;
}

/** A filter as an editable tree; the root is always a group. */
export function toTree(filter: Filter | null | undefined): GroupNode {
  if (!filter || Object.keys(filter).length === 0) return newGroup();
  const node = toNode(filter);
  return node.kind === "group" && !node.negated ? node : newGroup("all", [node]);
}

function toNode(filter: Filter): Node {
  if ("all" in filter && Array.isArray(filter.all)) return newGroup("all", filter.all.map(toNode));
  if ("any" in filter && Array.isArray(filter.any)) return newGroup("any", filter.any.map(toNode));
  if ("not" in filter && !("field" in filter)) {
    const inner = toNode(filter.not as Filter);
    if (inner.kind === "group") return { ...inner, negated: !inner.negated };
    if (inner.kind !== "condition") return { ...inner, none: !inner.none };
    return { ...newGroup("all", [inner]), negated: true };
  }
  if ("related" in filter && !("field" in filter)) return newRelated((filter as Related).related.by, false, toTree((filter as Related).related.filter));
  if ("followed_by" in filter && !("field" in filter)) return newFollowed((filter as Followed).followed_by || null);
  const condition = filter as Condition;
  const operator = operatorOf(condition);
  return newCondition(condition.field, operator, condition[operator]);
}

/** Is there enough to ask the server? An empty list or a half-open range is not. */
export function isComplete(node: ConditionNode): boolean {
  const { value, operator } = node;
  if (!node.field) return false;
  if (operator === "between") return Array.isArray(value) && value.length === 2 && value.every((end) => end !== null && end !== undefined && end !== "");
  if (Array.isArray(value)) return value.length > 0;
  if (operator === "within_last" || operator === "within_next") return typeof value === "object" && value !== null && Object.values(value).some((count) => Number(count) > 0);
  return value !== undefined && value !== null && value !== "";
}

/**
 * The tree as a filter, or null when nothing in it is finished. With `whole`, unfinished conditions stay, for the server to refuse: a rule
 * that is kept must not come to mean more than its author sees.
 */
export function toFilter(node: Node, whole = false): Filter | null {
  if (node.kind === "followed") return node.person || whole ? turned({ followed_by: node.person ?? 0 }, node.none) : null;
  if (node.kind === "related") {
    const inner = toFilter(node.group, whole);
    return turned({ related: inner ? { by: node.by, filter: inner } : { by: node.by } }, node.none);
  }
  if (node.kind === "condition") return isComplete(node) ? { field: node.field, [node.operator]: node.value } : whole ? { field: node.field } : null;
  const children = node.children.map((child) => toFilter(child, whole)).filter((child): child is Filter => child !== null);
  if (children.length === 0) return null;
  const [only] = children;
  const filter: Filter = children.length === 1 && only ? only : node.match === "all" ? { all: children } : { any: children };
  return turned(filter, node.negated);
}

const turned = (filter: Filter, negated: boolean): Filter => (negated ? { not: filter } : filter);

/** The parts that can be shown and taken away one by one: those of the outermost "all". */
export function chipsOf(filter: Filter | null | undefined): Filter[] {
  if (!filter || Object.keys(filter).length === 0) return [];
  return "all" in filter && Array.isArray(filter.all) ? filter.all : [filter];
}

export function join(parts: (Filter | null | undefined)[]): Filter | null {
  const real = parts.filter((part): part is Filter => !!part && Object.keys(part).length > 0);
  if (real.length === 0) return null;
  const flat = real.flatMap(chipsOf);
  return flat.length === 1 && flat[0] ? flat[0] : { all: flat };
}

export function withoutChip(filter: Filter, index: number): Filter | null {
  return join(chipsOf(filter).filter((_, at) => at !== index));
}

/** The node with its group changed, where it has one. */
function within(node: Node, change: (group: GroupNode) => GroupNode): Node {
  if (node.kind === "group") return change(node);
  return node.kind === "related" ? { ...node, group: change(node.group) } : node;
}

/** Replace one node of the tree (by key), or take it out with null; the root and what must hold of a related record stay groups. */
export function replaceNode(root: GroupNode, key: string, next: Node | null): GroupNode {
  if (root.key === key) return next?.kind === "group" ? next : root;
  return {
    ...root,
    children: root.children.flatMap((child): Node[] => {
      if (child.key === key) return next ? [next] : [];
      return [within(child, (group) => replaceNode(group, key, next))];
    }),
  };
}

export function addTo(root: GroupNode, groupKey: string, child: Node): GroupNode {
  if (root.key === groupKey) return { ...root, children: [...root.children, child] };
  return { ...root, children: root.children.map((node) => within(node, (group) => addTo(group, groupKey, child))) };
}
