/** The records that the person opened last on this computer. */
import { HistoryOutlined } from "@ant-design/icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { recordPath, useObjects } from "../../api/objects";
import { useMe } from "../../api/session";
import { ObjectIcon } from "../../objects/ObjectIcon";
import { showDateTime, showRelative } from "../../lib/time";
import { Card } from "./Card";
import { readOpened } from "./opened";
import { Nothing } from "./Rows";

const MOST = 8;

export function OpenedCard() {
  const { t } = useTranslation();
  const me = useMe();
  const objects = useObjects();
  const [opened] = useState(() => readOpened(me.id));
  const shown = opened
    .flatMap((each) => {
      const meta = objects.find((one) => one.name === each.object && one.rights.read);
      return meta ? [{ ...each, meta }] : [];
    })
    .slice(0, MOST);
  return (
    <Card name="opened" icon={<HistoryOutlined />} title={t("today.opened.title")}>
      {shown.length === 0 ? (
        <Nothing>{t("today.opened.none")}</Nothing>
      ) : (
        <ul className="today-rows is-tight">
          {shown.map(({ meta, id, title, at }) => (
            <li key={`${meta.name}:${id}`} className="today-row">
              <span className="muted" title={meta.label}>
                <ObjectIcon meta={meta} />
              </span>
              <Link to={recordPath(meta, id)} className="today-title ellipsis grow" title={`${meta.label} ${title}`}>
                {title}
              </Link>
              <time className="today-when" dateTime={at} title={showDateTime(at)}>
                {showRelative(at)}
              </time>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
