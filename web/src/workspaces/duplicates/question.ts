/** What is asked about the values of a form, or about a text that somebody looks up. Pure. */
import type { FieldMeta } from "../../api/types";

type Values = Record<string, unknown>;

const COMPARED = new Set(["text", "email", "phone", "url", "reference", "user", "number", "date", "choice", "link"]);

/** The filled values that rules can compare, or none while there is too little to say anything. */
export function comparable(fields: readonly FieldMeta[], values: Values): Values {
  const found: Values = {};
  for (const field of fields) {
    const value = values[field.name];
    if (!COMPARED.has(field.type) || value === null || value === undefined || value === "") continue;
    if (typeof value === "string" && value.trim().length < 2) continue;
    found[field.name] = value;
  }
  return found;
}

/** A text as the values that it may be: a telephone, an e-mail address, or the name of a person or company. */
export function asValues(fields: readonly FieldMeta[], title: string, text: string): Values {
  const wanted = text.trim();
  if (wanted.length < 2) return {};
  const ofType = (type: string) => fields.filter((field) => field.type === type).map((field) => field.name);
  let names: string[];
  if (wanted.includes("@")) names = ofType("email");
  else if (/^[+\d][\d\s()-]{4,}$/.test(wanted)) names = ofType("phone");
  else names = [title, ...["company", "name"].filter((name) => name !== title && fields.some((field) => field.name === name))];
  return Object.fromEntries(names.map((name) => [name, wanted]));
}
