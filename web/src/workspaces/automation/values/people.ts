/** Recipients and people who are asked, as a document has them and as one list of choices has them. Pure. */
import type { FieldMeta, ObjectMeta } from "../../../api/types";
import type { Asked } from "../document/types";

export type PersonKey = string;

export function keyOf(person: Asked | number): PersonKey {
  if (typeof person === "number") return `user:${person}`;
  if (person.user) return `user:${person.user}`;
  if (person.team) return `team:${person.team}`;
  if (person.role) return `role:${person.role}`;
  if (person.role_of) return `part:${person.role_of}`;
  return `email:${person.email ?? ""}`;
}

export function personOf(key: PersonKey): Asked {
  const at = key.indexOf(":");
  const [kind, rest] = at < 0 ? ["email", key] : [key.slice(0, at), key.slice(at + 1)];
  if (kind === "user") return { user: Number(rest) };
  if (kind === "team") return { team: Number(rest) };
  if (kind === "role") return { role: Number(rest) };
  if (kind === "part") return { role_of: rest };
  return { email: rest };
}

/** The parts that people play in a record: its fields of users, and each one's manager. */
export function partsOf(object: ObjectMeta | undefined, managerOf: (label: string) => string): { key: PersonKey; label: string }[] {
  const users = (object?.fields ?? []).filter((field: FieldMeta) => field.type === "user");
  const order = (field: FieldMeta) => (field.name === "owner" ? 0 : field.name === "created_by" ? 2 : 1);
  return users
    .sort((a, b) => order(a) - order(b))
    .flatMap((field) => [
      { key: `part:${field.name}`, label: field.label },
      { key: `part:${field.name}_manager`, label: managerOf(field.label) },
    ]);
}
