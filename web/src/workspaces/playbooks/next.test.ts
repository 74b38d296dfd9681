import { expect, test } from "vitest";
import type { FieldMeta, ObjectMeta, Row } from "../../api/types";
import { nextStage } from "./next";

const field = (name: string, rest: Partial<FieldMeta> = {}) => ({ name, label: name, type: "text", required: false, right: "write", read_only: false, choices: null, ...rest }) as FieldMeta;
const stages = [
  { value: "1", label: "First", kind: "open" as const },
  { value: "2", label: "Second", kind: "open" as const },
  { value: "9", label: "Lost", kind: "lost" as const },
];
const meta = { stage_field: "stage", fields: [field("stage", { choices: stages }), field("amount", { required_from: "2" }), field("contact", { required_from: "2" }), field("note")] } as unknown as ObjectMeta;

test("what the next stage requires and the record lacks is named", () => {
  const next = nextStage(meta, { id: 1, stage: { id: 1, title: "First" }, amount: "5", contact: null } as unknown as Row);
  expect([next?.stage.label, next?.missing.map((each) => each.name)]).toEqual(["Second", ["contact"]]);
});

test("the last stage before a loss has nothing after it", () => {
  expect(nextStage(meta, { id: 1, stage: { id: 2, title: "Second" } } as unknown as Row)).toBeNull();
});

test("after the end of one pipeline comes no stage of another, and what the other requires is not asked", () => {
  const several = [{ value: "1", label: "Won", kind: "won" as const, group: "Sale" }, { value: "2", label: "Talk", kind: "open" as const, group: "Renewal" }, { value: "3", label: "Offer", kind: "open" as const, group: "Renewal" }];
  const two = { stage_field: "stage", fields: [field("stage", { choices: several }), field("amount", { required_from: "1" }), field("contact", { required_from: "3" })] } as unknown as ObjectMeta;
  expect(nextStage(two, { id: 1, stage: { id: 1, title: "Won" } } as unknown as Row)).toBeNull();
  expect(nextStage(two, { id: 1, stage: { id: 2, title: "Talk" } } as unknown as Row)?.missing.map((each) => each.name)).toEqual(["contact"]);
});
