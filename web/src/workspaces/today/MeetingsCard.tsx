/** Today's meetings that the person holds or takes part in, in the order of the day. */
import { EnvironmentOutlined, PlusOutlined, TeamOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { use } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { fieldOf, recordPath } from "../../api/objects";
import { useMe } from "../../api/session";
import type { ObjectMeta, Row } from "../../api/types";
import { FieldShow } from "../../objects/fields/FieldShow";
import { FormContext } from "../../objects/form/FormContext";
import { inZone } from "../../lib/time";
import { Card } from "./Card";
import { isPast, type Day } from "./day";
import { listPath, meetingsQuestion } from "./questions";
import { Rows } from "./Rows";
import { useFew } from "./useFew";

const clock = (at: unknown) => (typeof at === "string" && at ? inZone(at).format("HH:mm") : "");

export function MeetingsCard({ meta, day }: { meta: ObjectMeta; day: Day }) {
  const { t } = useTranslation();
  const { openForm } = use(FormContext);
  const question = meetingsQuestion(useMe());
  const few = useFew(meta, question);
  const about = fieldOf(meta, "related_to");
  const to = listPath(meta, question);

  const row = (meeting: Row) => {
    const end = meeting["ends_at"] || meeting["starts_at"];
    const over = typeof end === "string" && isPast(end, day);
    const going = !over && isPast(String(meeting["starts_at"]), day);
    return (
      <li key={meeting.id} className={`today-row${over ? " is-over" : ""}${going ? " is-going" : ""}`}>
        <div className="today-clock">
          {clock(meeting["starts_at"])}
          {meeting["ends_at"] ? <span className="muted">{clock(meeting["ends_at"])}</span> : null}
        </div>
        <div className="today-main">
          <div className="today-line">
            <Link to={recordPath(meta, meeting.id)} className="today-title">
              {meeting.title}
            </Link>
          </div>
          <div className="today-line is-small is-quiet">
            {meeting["location"] ? (
              <span className="ellipsis" title={String(meeting["location"])}>
                <EnvironmentOutlined /> {String(meeting["location"])}
              </span>
            ) : null}
            {about && !!meeting["related_to"] && <FieldShow dense field={about} value={meeting["related_to"]} record={meeting} />}
          </div>
        </div>
      </li>
    );
  };

  return (
    <Card name="meetings" icon={<TeamOutlined />} title={t("today.meetings.title")} count={few.count} to={to}>
      <Rows
        few={few}
        to={to}
        empty={
          <>
            {t("today.meetings.none")}{" "}
            {meta.rights.create && (
              <Button type="link" size="small" icon={<PlusOutlined />} onClick={() => openForm({ object: meta.name })}>
                {t("form.new", { object: meta.label })}
              </Button>
            )}
          </>
        }
      >
        {row}
      </Rows>
    </Card>
  );
}
