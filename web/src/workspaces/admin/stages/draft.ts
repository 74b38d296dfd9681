/** The stages of a pipeline while they are edited. Pure. */
import type { components } from "../../../api/generated";

export type StageItem = components["schemas"]["StageItem"];
export type Kind = StageItem["kind"];

export interface Draft {
  /** Stays the same while the stage is edited and moved. */
  key: string;
  id: number | null;
  name_en: string;
  name_zh: string;
  kind: Kind;
  probability: number;
  max_days: number | null;
  required: string[];
  count: number;
}

export const draftOf = (item: StageItem): Draft => ({ ...item, key: `s${item.id}`, max_days: item.max_days === null ? null : Number(item.max_days) });

let made = 0;

/** A new stage stands after the last one that is under way. */
export function withNew(drafts: readonly Draft[]): Draft[] {
  made += 1;
  const at = drafts.findLastIndex((each) => each.kind === "open") + 1;
  const fresh: Draft = { key: `n${made}`, id: null, name_en: "", name_zh: "", kind: "open", probability: drafts[at - 1]?.probability ?? 0, max_days: null, required: [], count: 0 };
  return drafts.toSpliced(at, 0, fresh);
}

/** One place up or down. */
export function moved(drafts: readonly Draft[], at: number, by: -1 | 1): Draft[] {
  const each = drafts[at];
  if (!each || at + by < 0 || at + by >= drafts.length) return [...drafts];
  return drafts.toSpliced(at, 1).toSpliced(at + by, 0, each);
}

/** A field is required from one stage on only: who takes it takes it from the others. */
export function withRequired(drafts: readonly Draft[], key: string, required: string[]): Draft[] {
  return drafts.map((each) => (each.key === key ? { ...each, required } : { ...each, required: each.required.filter((name) => !required.includes(name)) }));
}

/** What goes to the server; `places` says for stages that go to which stage their opportunities move. */
export function toWire(drafts: readonly Draft[], places: Readonly<Record<number, string>>) {
  return {
    stages: drafts.map(({ id, name_en, name_zh, kind, probability, max_days, required }) => ({ id, name_en, name_zh, kind, probability, max_days, required })),
    moves: Object.entries(places).flatMap(([stage, key]) => {
      const to = drafts.findIndex((each) => each.key === key);
      return to < 0 ? [] : [{ stage: Number(stage), to }];
    }),
  };
}
