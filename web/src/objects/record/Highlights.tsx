/** The most important fields of a record side by side. */
import { fieldOf } from "../../api/objects";
import type { ObjectMeta, Row } from "../../api/types";
import { FieldShow } from "../fields/FieldShow";

export function Highlights({ meta, record }: { meta: ObjectMeta; record: Row }) {
  const fields = meta.highlights.flatMap((name) => fieldOf(meta, name) ?? []);
  if (fields.length === 0) return null;
  return (
    <dl>
      {fields.map((field) => (
        <div key={field.name}>
          <dt>{field.label}</dt>
          <dd>
            <FieldShow dense dash field={field} value={record[field.name]} record={record} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
