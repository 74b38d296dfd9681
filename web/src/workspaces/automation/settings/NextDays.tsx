/** The special days that come next, of one calendar and of all. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import dayjs from "dayjs";
import { use } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Cancelled } from "../../../api/problem";
import { deleteRecord, someRecords } from "../../../api/records";
import type { ObjectMeta, Row } from "../../../api/types";
import { today } from "../../../lib/time";
import { FormContext } from "../../../objects/form/FormContext";
import { titleOf } from "../../../objects/fields/reference";
import { sentenceOf } from "../../../ui/Problems";

interface Props {
  meta: ObjectMeta;
  calendar: Row;
  /** There is more than one calendar, so each day says whose it is. */
  several: boolean;
  onAdd: () => void;
}

export function NextDays({ meta, calendar, several, onAdd }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const { openForm } = use(FormContext);
  const mine = { any: [{ field: "calendar", is: calendar.id }, { field: "calendar", is_empty: true }] };
  const { data } = useQuery(someRecords(meta, { limit: 12, sort: "day", filter: { all: [{ field: "day", gte: today() }, mine] } }));
  const rows = data?.items ?? [];
  const drop = async (row: Row) => {
    try {
      await deleteRecord(meta, row.id, { undo: t("record.deleted", { title: row.title }) });
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    }
    await client.invalidateQueries({ queryKey: ["records"] });
  };
  const does = (row: Row) => {
    if (row["is_working"] !== true) return t("automation.calendars.off");
    return t("automation.calendars.works", { hours: typeof row["hours"] === "string" && row["hours"] ? row["hours"] : t("automation.calendars.usualHours") });
  };
  return (
    <section className="page-box" aria-label={t("automation.calendars.days")}>
      <div className="box-head">
        <h2>{t("automation.calendars.days")}</h2>
        {meta.rights.create && (
          <Button size="small" icon={<PlusOutlined />} onClick={onAdd}>
            {t("automation.calendars.addDay")}
          </Button>
        )}
      </div>
      {data && rows.length === 0 && <p className="muted">{t("automation.calendars.noDays")}</p>}
      <ul className="next-days">
        {rows.map((row) => (
          <li key={row.id}>
            <span className={row["is_working"] === true ? "day-mark is-worked" : "day-mark is-off"} aria-hidden="true" />
            <div className="grow">
              {meta.rights.update ? (
                <Button type="link" size="small" className="field-link" onClick={() => openForm({ object: meta.name, record: row, onSaved: () => undefined })}>
                  {row.title}
                </Button>
              ) : (
                <b>{row.title}</b>
              )}
              <div className="muted">
                {dayjs(String(row["day"])).format(t("automation.calendars.dayFormat"))} · {does(row)}
                {several && ` · ${titleOf(row["calendar"]) || t("automation.calendars.forAll")}`}
              </div>
            </div>
            {meta.rights.delete && <Button type="text" size="small" icon={<DeleteOutlined />} title={t("record.delete")} aria-label={`${t("record.delete")}: ${row.title}`} onClick={() => void drop(row)} />}
          </li>
        ))}
      </ul>
      <Link to={`/${meta.plural}`}>{t("automation.calendars.allDays")}</Link>
    </section>
  );
}
