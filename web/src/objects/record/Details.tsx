/** All fields of a record by section, edited where they stand. */
import { DownOutlined, RightOutlined } from "@ant-design/icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { mayWrite } from "../../api/objects";
import { useMe } from "../../api/session";
import type { ObjectMeta, Row } from "../../api/types";
import { draftKey } from "../../lib/drafts";
import { FieldShow } from "../fields/FieldShow";
import { InlineField } from "../fields/InlineField";
import { kindOf } from "../fields/kinds";
import { isRequired } from "../form/required";
import { mergedSections } from "../form/sections";
import { useSave } from "../form/useSave";

/** Of use to programs only. */
const INTERNAL = new Set(["id", "version", "custom"]);

export function Details({ meta, record }: { meta: ObjectMeta; record: Row }) {
  const { t } = useTranslation();
  const me = useMe();
  const { update } = useSave(meta);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const placed = new Set(meta.sections.flatMap((section) => section.fields));
  const rest = meta.fields.filter((field) => !placed.has(field.name) && !INTERNAL.has(field.name));
  const sections = mergedSections([
    ...meta.sections.map((section) => ({ label: section.label || t("record.details"), fields: section.fields.flatMap((name) => meta.fields.find((field) => field.name === name) ?? []) })),
    { label: t("form.other"), fields: rest },
  ]);
  const toggle = (label: string) => {
    const next = new Set(closed);
    if (!next.delete(label)) next.add(label);
    setClosed(next);
  };

  return (
    <div data-inline-region>
      {sections.map((section, at) => (
        <section key={`${at} ${section.label}`} className="panel">
          <button type="button" className="panel-head" aria-expanded={!closed.has(section.label)} onClick={() => toggle(section.label)}>
            {closed.has(section.label) ? <RightOutlined /> : <DownOutlined />} {section.label}
          </button>
          {!closed.has(section.label) && (
            <dl className="details">
              {section.fields.map((field) => (
                <div key={field.name} className={kindOf(field).multiline ? "is-wide" : ""}>
                  <dt title={field.help ?? undefined}>
                    {field.label}
                    {isRequired(meta, field, record) && <span className="wrong"> *</span>}
                  </dt>
                  <dd>
                    {mayWrite(meta, field) ? (
                      <InlineField field={field} record={record} keep={{ user: me.id, key: draftKey(meta.name, record.id, field.name) }} save={(value, base) => update(base, { [field.name]: value }, t("record.changed", { field: field.label }))} />
                    ) : (
                      <span className="read-only">
                        <FieldShow dash field={field} value={record[field.name]} record={record} />
                      </span>
                    )}
                  </dd>
                </div>
              ))}
            </dl>
          )}
        </section>
      ))}
    </div>
  );
}
