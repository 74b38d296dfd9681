/** Records that point here, a card for each kind. */
import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { use } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { fieldOf, recordPath, useObjects } from "../../api/objects";
import { recordSummary, someRecords } from "../../api/records";
import type { Filter, ObjectMeta, Row } from "../../api/types";
import { writeListState } from "../../lib/listState";
import { FieldShow } from "../fields/FieldShow";
import { isBlank } from "../fields/kind";
import { kindOf } from "../fields/kinds";
import { departmentOf } from "../departments";
import { FormContext } from "../form/FormContext";
import { ObjectIcon } from "../ObjectIcon";

const SHOWN = 5;
/** Notes are read on the timeline. */
const ON_TIMELINE = new Set(["note"]);

export function RelatedCards({ meta, record }: { meta: ObjectMeta; record: Row }) {
  const objects = useObjects();
  return (
    <>
      {meta.related.map((related) => {
        const target = objects.find((each) => each.name === related.object && each.rights.read);
        if (!target || ON_TIMELINE.has(target.name) || (meta.is_setup && departmentOf(target) === "activities")) return null;
        return <RelatedCard key={`${related.object} ${related.field}`} meta={target} field={related.field} label={related.label || target.label_plural} addable={related.addable && target.rights.create} about={{ object: meta.name, id: record.id, title: record.title }} />;
      })}
    </>
  );
}

interface Props {
  meta: ObjectMeta;
  field: string;
  label: string;
  addable: boolean;
  about: { object: string; id: number; title: string };
}

function RelatedCard({ meta, field, label, addable, about }: Props) {
  const { t, i18n } = useTranslation();
  const { openForm } = use(FormContext);
  const link = fieldOf(meta, field);
  const value = link ? (kindOf(link).toFilterValue?.(about) ?? about.id) : about.id;
  const filter: Filter = { field, is: value };
  const { data } = useQuery(someRecords(meta, { filter, limit: SHOWN, sort: "-created_at" }));
  const rows = data?.items ?? [];
  const { data: summary } = useQuery({ ...recordSummary(meta, { filter }), enabled: !!data?.next });
  const count = data?.next ? summary?.count : rows.length;
  const columns = meta.columns.filter((name) => name !== meta.title_field && name !== field).flatMap((name) => fieldOf(meta, name) ?? []);
  const all = `/${meta.plural}?${writeListState({ list: null, view: null, filter, sort: null, columns: null, group: null, search: "" }).toString()}`;

  return (
    <section className="panel related">
      <div className="panel-line">
        <Link to={all} className="related-head">
          <ObjectIcon meta={meta} /> {label} {typeof count === "number" && <span className="muted">{count.toLocaleString(i18n.language)}</span>}
        </Link>
        <span className="grow" />
        {addable && (
          <Button size="small" type="link" icon={<PlusOutlined />} onClick={() => openForm({ object: meta.name, values: { [field]: about } })}>
            {t("record.add")}
          </Button>
        )}
      </div>
      {rows.map((row) => (
        <div key={row.id} className="related-row">
          <Link to={recordPath(meta, row.id)} className="ellipsis" title={row.title} data-card={`${meta.name}:${row.id}`}>
            {row.title || `#${row.id}`}
          </Link>
          <div className="related-fields muted">
            {columns.filter((each) => !isBlank(row[each.name]) && kindOf(each).text(row[each.name], each, row) !== row.title).slice(0, 2).map((each) => (
              <FieldShow key={each.name} dense field={each} value={row[each.name]} record={row} />
            ))}
          </div>
        </div>
      ))}
      {data?.next && (
        <Link to={all} className="related-none">
          {t("record.showAll")} {count?.toLocaleString(i18n.language)}
        </Link>
      )}
    </section>
  );
}
