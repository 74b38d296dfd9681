/** Colleagues' invitations that wait for an answer, on the page that opens in the morning; nothing where there are none. */
import { ScheduleOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useLive } from "../../api/live";
import { recordPath, useObject } from "../../api/objects";
import { inZone } from "../../lib/time";
import { AnswerButtons } from "./AnswerButtons";
import { invitationsQuery } from "./calls";
import "./guests.css";

export function InvitationsCard() {
  const { t } = useTranslation();
  const meta = useObject("meeting");
  const { data } = useQuery(invitationsQuery);
  useLive(["meeting"]);
  if (!data || data.items.length === 0) return null;
  return (
    <section className="today-card is-invitations" id="today-invitations" aria-label={t("calendar.invitations")}>
      <header>
        <h2>
          <span className="today-icon"><ScheduleOutlined /></span>
          {t("calendar.invitations")}
          <span className="today-count is-calling">{data.items.length}</span>
        </h2>
      </header>
      <ul className="today-rows">
        {data.items.map((item) => (
          <li key={item.meeting} className="today-row cal-invited">
            <div className="today-main">
              <div className="today-line">{meta ? <Link to={recordPath(meta, item.meeting)} className="today-title">{item.title}</Link> : item.title}</div>
              <div className="today-line is-small is-quiet">
                {inZone(item.starts_at).format("MM-DD ddd HH:mm")}
                {item.ends_at && `–${inZone(item.ends_at).format("HH:mm")}`} {[item.repeats ? t("calendar.card.repeats") : "", item.organizer, item.location].filter(Boolean).join(" · ")}
              </div>
            </div>
            <AnswerButtons meeting={item.meeting} given="" />
          </li>
        ))}
      </ul>
    </section>
  );
}
