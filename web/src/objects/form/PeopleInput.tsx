/** People by what they are to a record or to the company: a line for each, with its kind and whom of that kind. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import { idOf, RecordPicker, referenceTo } from "../fields/reference";
import "./people.css";

/** What the server keeps of one line: a kind, and a record's number or the name of a field where the kind needs one. */
export interface Named<Kind extends string> {
  kind: Kind;
  id?: number;
  path?: string;
  field?: string;
}

export interface PeopleKind<Kind extends string> {
  value: Kind;
  label: string;
  /** A record of this object is chosen. */
  object?: string;
  /** One of these fields is chosen, and kept under this name. */
  fields?: { keptAs: "path" | "field"; label: string; options: { value: string; label: string }[]; first: string };
}

interface Props<Kind extends string> {
  label: string;
  add: string;
  kinds: readonly PeopleKind<Kind>[];
  value: readonly Named<Kind>[];
  onChange: (value: Named<Kind>[]) => void;
}

function freshOf<Kind extends string>({ value, object, fields }: PeopleKind<Kind>): Named<Kind> {
  if (object) return { kind: value, id: 0 };
  return fields ? { kind: value, [fields.keptAs]: fields.first } : { kind: value };
}

export function PeopleInput<Kind extends string>({ label, add, kinds, value, onChange }: Props<Kind>) {
  const { t } = useTranslation();
  const next = kinds.find((kind) => !value.some((each) => each.kind === kind.value)) ?? kinds.find((kind) => kind.object);
  const change = (at: number, line: Named<Kind>) => onChange(value.map((each, place) => (place === at ? line : each)));
  return (
    <div className="people-lines">
      {value.map((each, at) => {
        const kind = kinds.find((one) => one.value === each.kind);
        return (
          <div key={at} className="people-line">
            <Select<Kind>
              aria-label={label}
              value={each.kind}
              options={kinds.map((one) => ({ value: one.value, label: one.label }))}
              onChange={(name) => {
                const chosen = kinds.find((one) => one.value === name);
                if (chosen) change(at, freshOf(chosen));
              }}
            />
            {kind?.object ? (
              <RecordPicker key={each.kind} field={referenceTo(kind.object, kind.label)} value={each.id || null} onChange={(chosen) => change(at, { kind: each.kind, id: Number(idOf(chosen) ?? 0) })} />
            ) : kind?.fields ? (
              <Select aria-label={kind.fields.label} showSearch={{ optionFilterProp: "label" }} value={each[kind.fields.keptAs] ?? ""} options={kind.fields.options} onChange={(name: string) => kind.fields && change(at, { kind: each.kind, [kind.fields.keptAs]: name })} />
            ) : (
              <span />
            )}
            <Button type="text" icon={<DeleteOutlined />} aria-label={t("field.remove")} onClick={() => onChange(value.filter((_each, place) => place !== at))} />
          </div>
        );
      })}
      {next && (
        <span>
          <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => onChange([...value, freshOf(next)])}>
            {add}
          </Button>
        </span>
      )}
    </div>
  );
}
