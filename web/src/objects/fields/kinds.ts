/** The field types by name. A type that this page does not know is shown as text. */
import type { FieldMeta } from "../../api/types";
import { addressField } from "./address";
import { booleanField } from "./boolean";
import { choiceField } from "./choice";
import { choicesField } from "./choices";
import { computedField } from "./computed";
import { dateField } from "./date";
import { datetimeField } from "./datetime";
import { emailField } from "./email";
import { fileField } from "./file";
import { filterField } from "./filter";
import { jsonField } from "./json";
import type { FieldKind } from "./kind";
import { linkField } from "./link";
import { longTextField } from "./longText";
import { moneyField } from "./money";
import { numberField } from "./number";
import { phoneField } from "./phone";
import { referenceField } from "./reference";
import { referencesField } from "./references";
import { secretField } from "./secret";
import { tagsField } from "./tags";
import { textField } from "./text";
import { timeField } from "./time";
import { urlField } from "./url";
import { userField } from "./user";

const kinds: Record<string, FieldKind> = {
  text: textField, long_text: longTextField, number: numberField, money: moneyField, date: dateField, time: timeField, datetime: datetimeField,
  choice: choiceField, choices: choicesField, boolean: booleanField, reference: referenceField, references: referencesField, user: userField, email: emailField, phone: phoneField,
  url: urlField, address: addressField, tags: tagsField, file: fileField, link: linkField, json: jsonField, filter: filterField, computed: computedField, secret: secretField,
};

export function kindOf(field: Pick<FieldMeta, "type">): FieldKind {
  return kinds[field.type] ?? computedField;
}

/** The values as the API takes them. */
export function toWire(fields: readonly FieldMeta[], values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const field = fields.find((each) => each.name === name);
      const convert = field && kindOf(field).toWire;
      return [name, convert ? convert(value) : value === undefined ? null : value];
    }),
  );
}

/** Do two values mean the same to the API? */
export function sameValue(field: FieldMeta, a: unknown, b: unknown): boolean {
  const convert = kindOf(field).toWire ?? ((value: unknown) => value);
  const plain = (value: unknown) => JSON.stringify(convert(value === "" || value === undefined ? null : value));
  return plain(a) === plain(b);
}
