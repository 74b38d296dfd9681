/** In which group of the settings an object or a page stands; what no group names stands last. */
export const GROUPS = {
  people: ["user", "team", "role", "territory", "territory_member", "/setup/audit", "person_request"],
  data: ["/setup/industries", "own_object", "field", "/setup/choices", "/setup/layouts", "/setup/names", "/setup/numbering", "stage_requirement", "/setup/gates", "duplicate_rule", "/setup/data-checks", "/imports", "relationship_kind"],
  sales: ["pipeline", "/setup/stages", "playbook", "playbook_item", "score_rule", "close_reason", "pool"],
  contact: ["/setup/mail", "purpose", "contact_cap", "email_template", "print_template", "letterhead"],
  time: ["working_calendar", "working_day", "room", "booking_page"],
  automation: ["workflow", "/setup/notice-rules", "/setup/watchdog", "/setup/secrets", "/setup/hosts", "/setup/plugins"],
} as const;

/** Objects that are set up on pages of their own. */
export const REPLACED: ReadonlySet<string> = new Set([
  "layout", "own_name", "choice_set", "number_scheme", "stage", "industry_part", "gate", "notice_rule", "watch_rule", "data_check",
]);

export type Group = keyof typeof GROUPS | "more";

const KNOWN = Object.entries(GROUPS) as [keyof typeof GROUPS, readonly string[]][];

/** The filled groups in their order, each with its entries in theirs; `key` is an object's name or a page's path. */
export function grouped<T extends { key: string }>(entries: readonly T[]): [Group, T[]][] {
  const named = new Set(KNOWN.flatMap(([, keys]) => keys));
  const groups: [Group, T[]][] = KNOWN.map(([group, keys]) => [group, keys.flatMap((key) => entries.filter((entry) => entry.key === key))]);
  return [...groups, ["more", entries.filter((entry) => !named.has(entry.key))] satisfies [Group, T[]]].filter(([, found]) => found.length > 0) as [Group, T[]][];
}
