/** Leads whose next contact is due, with the number to call. */
import { PhoneOutlined, UserAddOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { fieldOf, recordPath } from "../../api/objects";
import type { ObjectMeta, Row } from "../../api/types";
import { FieldShow } from "../../objects/fields/FieldShow";
import { Card } from "./Card";
import type { Day } from "./day";
import { followUpsQuestion, listPath } from "./questions";
import { Rows } from "./Rows";
import { useFew } from "./useFew";
import { When } from "./When";

const NUMBERS = ["mobile", "phone"];

export function FollowUpsCard({ meta, day }: { meta: ObjectMeta; day: Day }) {
  const { t } = useTranslation();
  const question = followUpsQuestion(day);
  const few = useFew(meta, question);
  const to = listPath(meta, question);
  const rating = fieldOf(meta, "rating");
  const nextContact = fieldOf(meta, "next_contact_at");

  const row = (lead: Row) => {
    const number = NUMBERS.flatMap((name) => fieldOf(meta, name) ?? []).find((field) => lead[field.name]);
    return (
      <li key={lead.id} className="today-row">
        <div className="today-main">
          <div className="today-line">
            <Link to={recordPath(meta, lead.id)} className="today-title">
              {lead.title}
            </Link>
            {rating && !!lead["rating"] && <FieldShow dense field={rating} value={lead["rating"]} record={lead} />}
          </div>
          <div className="today-line is-small is-quiet">
            {lead["company"] ? <span className="ellipsis">{String(lead["company"])}</span> : null}
            {number && (
              <span className="today-number">
                <PhoneOutlined /> <FieldShow dense field={number} value={lead[number.name]} record={lead} />
              </span>
            )}
          </div>
        </div>
        <When at={lead["next_contact_at"]} day={day} />
      </li>
    );
  };

  return (
    <Card name="follow-ups" icon={<UserAddOutlined />} title={t("today.followUps.title")} count={few.count} calls to={to}>
      <Rows
        few={few}
        to={to}
        empty={
          <>
            {t("today.followUps.none", { field: nextContact?.label ?? "" })} <Link to={`/${meta.plural}?list=mine`}>{t("today.followUps.mine")}</Link>
          </>
        }
      >
        {row}
      </Rows>
    </Card>
  );
}
