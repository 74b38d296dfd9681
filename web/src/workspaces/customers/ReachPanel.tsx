/** Further numbers, accounts and postal addresses of an account or contact, added and changed in place. */
import { EditOutlined, PhoneOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Dropdown, Tag } from "antd";
import { use } from "react";
import { useTranslation } from "react-i18next";
import { fieldOf, useObject } from "../../api/objects";
import { someRecords } from "../../api/records";
import type { ObjectMeta, Row } from "../../api/types";
import { FieldShow } from "../../objects/fields/FieldShow";
import { FormContext } from "../../objects/form/FormContext";
import type { RecordSlotProps } from "../../objects/slots";
import "./customers.css";

export function ReachPanel({ meta, record }: RecordSlotProps) {
  const points = useObject("contact_point");
  const addresses = useObject("postal_address");
  return points && addresses ? <Panel meta={meta} record={record} points={points} addresses={addresses} /> : null;
}

function Panel({ meta, record, points, addresses }: RecordSlotProps & { points: ObjectMeta; addresses: ObjectMeta }) {
  const { t } = useTranslation();
  const { openForm } = use(FormContext);
  const filter = { field: meta.name, is: record.id };
  const { data: numbers } = useQuery(someRecords(points, { filter, sort: "id", limit: 50 }));
  const { data: places } = useQuery(someRecords(addresses, { filter, sort: "id", limit: 50 }));
  const about = { [meta.name]: { object: meta.name, id: record.id, title: record.title } };
  const rows = [...(numbers?.items ?? []), ...(places?.items ?? [])];
  return (
    <section className="panel related" aria-label={t("customers.reach.title")}>
      <div className="panel-line">
        <span className="related-head">
          <PhoneOutlined /> {t("customers.reach.title")}
        </span>
        <span className="grow" />
        {meta.rights.update && (
          <Dropdown
            trigger={["click"]}
            menu={{
              items: [
                { key: "point", label: t("customers.reach.addPoint"), onClick: () => openForm({ object: points.name, values: about }) },
                { key: "address", label: t("customers.reach.addAddress"), onClick: () => openForm({ object: addresses.name, values: about }) },
              ],
            }}
          >
            <Button size="small" type="link" icon={<PlusOutlined />}>
              {t("record.add")}
            </Button>
          </Dropdown>
        )}
      </div>
      {rows.length === 0 && numbers && places && <div className="related-row muted">{t("customers.reach.none")}</div>}
      {(numbers?.items ?? []).map((row) => (
        <Line key={row.id} meta={points} row={row} editable={meta.rights.update}>
          <Value row={row} />
        </Line>
      ))}
      {(places?.items ?? []).map((row) => (
        <Line key={row.id} meta={addresses} row={row} editable={meta.rights.update}>
          <Place meta={addresses} row={row} />
        </Line>
      ))}
    </section>
  );
}

function Line({ meta, row, editable, children }: { meta: ObjectMeta; row: Row; editable: boolean; children: React.ReactNode }) {
  const { t } = useTranslation();
  const { openForm } = use(FormContext);
  const kind = fieldOf(meta, "kind");
  return (
    <div className="related-row reach-line">
      <span className="muted reach-kind">{kind && <FieldShow dense field={{ ...kind, type: "text" }} value={kind.choices?.find((choice) => choice.value === row["kind"])?.label ?? ""} record={row} />}</span>
      <span className="reach-value">
        {children} {row["is_primary"] === true && <Tag color="blue">{t("customers.reach.primary")}</Tag>}
        {typeof row["label"] === "string" && row["label"] && <span className="muted"> {row["label"]}</span>}
      </span>
      {editable && <Button size="small" type="text" icon={<EditOutlined />} aria-label={t("customers.reach.edit", { value: row.title })} onClick={() => openForm({ object: meta.name, record: row })} />}
    </div>
  );
}

const SCHEMES: Record<string, string> = { mobile: "tel:", phone: "tel:", email: "mailto:" };

function Value({ row }: { row: Row }) {
  const value = String(row["value"]);
  const scheme = SCHEMES[String(row["kind"])];
  return scheme ? <a href={scheme + value}>{value}</a> : <span>{value}</span>;
}

function Place({ meta, row }: { meta: ObjectMeta; row: Row }) {
  const field = fieldOf(meta, "address");
  const recipient = row["recipient"];
  return (
    <>
      {typeof recipient === "string" && recipient && <div>{recipient}</div>}
      {field && <FieldShow dense field={field} value={row["address"]} record={row} />}
    </>
  );
}
