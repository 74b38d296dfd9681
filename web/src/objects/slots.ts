/**
 * The places where hand-made workspaces join the generic pages. Each folder in `workspaces/` has a `workspace.tsx` that exports
 * `workspace = defineWorkspace({...})`; the app finds them all by itself, so adding one touches no other file. Its texts stand beside it in
 * `texts.ts`, which exports `en` and `zhHans` and is found by itself as well: `t("<folder>.key")`.
 */
import type { ComponentType, LazyExoticComponent, ReactNode } from "react";
import type { Filter, Me, Notice, ObjectMeta, Row } from "../api/types";

type Component<P = object> = ComponentType<P> | LazyExoticComponent<ComponentType<P>>;

export type Department = "home" | "marketing" | "sales" | "orders" | "service" | "activities" | "analysis" | "automation" | "setup";

export type Reads = (object: string) => boolean;

export const readsOf =
  (objects: readonly ObjectMeta[]): Reads =>
  (name) =>
    objects.some((meta) => meta.name === name && meta.rights.read);

export interface NavigationEntry {
  path: string;
  /** Translation key. */
  label: string;
  icon: ReactNode;
  department: Department;
  /** A count beside the name. */
  Badge?: Component;
  /** Entries of one department are sorted by this; objects stand at 100. */
  order?: number;
  /** `reads("lead")`: may the person read leads? */
  visible?: (me: Me, reads: Reads) => boolean;
}

export interface Route {
  /** As React Router writes it, absolute: `/workflows/:id/design`. Wins over the generic pages. */
  path: string;
  Page: Component;
}

export interface TopBarItem {
  key: string;
  order?: number;
  Item: Component;
}

export interface RecordSlotProps {
  meta: ObjectMeta;
  record: Row;
}

export interface RecordSlot {
  key: string;
  /** Object names; all objects when left out. */
  objects?: readonly string[];
  order?: number;
  visible?: (record: Row, me: Me) => boolean;
  Part: Component<RecordSlotProps>;
}

export interface RecordTab extends RecordSlot {
  label: string;
}

/** A further way to write something on top of the timeline (a mail), beside notes, calls, tasks and meetings. */
export interface ComposerSlot {
  key: string;
  /** Translation key. */
  label: string;
  icon: ReactNode;
  objects?: readonly string[];
  order?: number;
  visible?: (record: Row, me: Me) => boolean;
  Part: Component<RecordSlotProps & { onDone: () => void }>;
}

export interface ObjectSlot {
  key: string;
  objects?: readonly string[];
  order?: number;
  Part: Component<{ meta: ObjectMeta }>;
}

export interface ReportSlotProps {
  /** The kind of the report and what exactly it shows, as subscriptions name it. */
  source: string;
  parameters: Record<string, unknown>;
}

export interface ReportSlot {
  key: string;
  order?: number;
  Part: Component<ReportSlotProps>;
}

export interface BulkSlot {
  key: string;
  objects?: readonly string[];
  order?: number;
  /** `target` is what goes to the server: the ticked ids, or the filter and search of all that match. */
  Part: Component<{ meta: ObjectMeta; count: number; target: { ids?: number[]; filter?: Filter | null; search?: string | null }; onDone: () => void }>;
}

export interface FormNoteProps {
  meta: ObjectMeta;
  /** What the form holds now, in the inputs' own form. */
  values: Record<string, unknown>;
  /** The record that is edited; a new one when left out. */
  record?: Row | undefined;
}

export interface FormNote {
  key: string;
  objects?: readonly string[];
  order?: number;
  Part: Component<FormNoteProps>;
}

export interface MatterProps {
  notice: Notice;
  /** After an answer: the popup goes, lists are asked for again by themselves. */
  onDone?: () => void;
}

/** What can be answered right in a notice, by the kind of its matter ("reminder" of "reminder:12"). */
export interface MatterSlot {
  key: string;
  order?: number;
  Part: Component<MatterProps>;
}

/** Why somebody is told, by the first part of the reason's kind ("notice_rule" of "notice_rule.company"). */
export interface ReasonSlot {
  key: string;
  order?: number;
  Part: Component<{ notice: Notice }>;
}

export interface Command {
  key: string;
  label: string;
  path: string;
  visible?: (me: Me, reads: Reads) => boolean;
}

export interface Workspace {
  /** The name of its folder. */
  name: string;
  navigation?: readonly NavigationEntry[];
  routes?: readonly Route[];
  /** The bell and others, right in the top bar. */
  topBar?: readonly TopBarItem[];
  /** Shown once for the whole signed-in time, without a place of its own (sounds, pop-ups, reminders on leaving). */
  background?: readonly { key: string; Part: Component }[];
  /** Buttons in notices that stand for something to be answered; the key is the kind of the matter. */
  matterActions?: readonly MatterSlot[];
  /** Below a notice: a way to what made it. */
  noticeReasons?: readonly ReasonSlot[];
  /** Across the top of every page, for what cannot wait. */
  banners?: readonly { key: string; order?: number; Part: Component }[];
  /** Above the record page. */
  recordBanners?: readonly RecordSlot[];
  /** Across the record page, below its stages: what helps with the stage that it is in. */
  recordGuides?: readonly RecordSlot[];
  /** Buttons in the head of the record page, after the actions. */
  recordActions?: readonly RecordSlot[];
  /** Cards in the right column of the record page, above the related records. */
  recordPanels?: readonly RecordSlot[];
  /** More tabs in the middle of the record page, beside the timeline. */
  recordTabs?: readonly RecordTab[];
  /** On top of the timeline. */
  composers?: readonly ComposerSlot[];
  /** Above the list. */
  listBanners?: readonly ObjectSlot[];
  /** Buttons in the tool bar of the list. */
  listActions?: readonly ObjectSlot[];
  /** Buttons in the head of a page with figures. */
  reportActions?: readonly ReportSlot[];
  /** Buttons in the bar for ticked rows. */
  bulkActions?: readonly BulkSlot[];
  /** Above the fields of the form, while one types. */
  formNotes?: readonly FormNote[];
  /** More commands in the palette. */
  commands?: readonly Command[];
  /** Above the cards of the page that opens in the morning. */
  todayNotes?: readonly { key: string; order?: number; Part: Component }[];
  /** Cards of the page that opens in the morning, in its right column. */
  todayCards?: readonly { key: string; order?: number; visible?: (me: Me, reads: Reads) => boolean; Part: Component }[];
  /** The page at `/`; the first one wins. */
  home?: Component;
}

export interface TextTree {
  [key: string]: string | TextTree;
}

export function defineWorkspace(workspace: Workspace): Workspace {
  return workspace;
}

const registered: Workspace[] = [];

/** Called once by the app before the first page is drawn. */
export function registerWorkspaces(found: readonly Workspace[]): void {
  registered.splice(0, registered.length, ...[...found].sort((a, b) => (a.name < b.name ? -1 : 1)));
}

type ListKey = { [K in keyof Workspace]-?: NonNullable<Workspace[K]> extends readonly unknown[] ? K : never }[keyof Workspace];
type Item<K extends ListKey> = NonNullable<Workspace[K]>[number];

/** All that workspaces put into one slot, in order. */
export function slot<K extends ListKey>(name: K): Item<K>[] {
  const items = registered.flatMap((workspace) => (workspace[name] ?? []) as readonly Item<K>[]);
  return items.sort((a, b) => orderOf(a) - orderOf(b));
}

function orderOf(item: object): number {
  return "order" in item && typeof item.order === "number" ? item.order : 100;
}

export function homePage(): Component | undefined {
  return registered.find((workspace) => workspace.home)?.home;
}

export function slotFor<T extends { objects?: readonly string[] }>(items: T[], object: string): T[] {
  return items.filter((item) => !item.objects || item.objects.includes(object));
}
