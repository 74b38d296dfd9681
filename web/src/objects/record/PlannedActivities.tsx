/** Open tasks, coming meetings and planned calls about a record, the soonest first; one press finishes one where nothing needs to be said. */
import { CheckOutlined } from "@ant-design/icons";
import { useQueries, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { fieldOf, recordPath, useObjects } from "../../api/objects";
import { Cancelled } from "../../api/problem";
import { runAction, someRecords } from "../../api/records";
import { useMe } from "../../api/session";
import type { ActionMeta, ObjectMeta, Row } from "../../api/types";
import { join } from "../../lib/filters";
import { matches } from "../../lib/matches";
import { showDateTime, showRelative } from "../../lib/time";
import { PersonAvatar } from "../../ui/PersonAvatar";
import { sentenceOf } from "../../ui/Problems";
import { asksNothing } from "../actions/asksNothing";
import { kindOf } from "../fields/kinds";
import { titleOf } from "../fields/reference";
import { ObjectIcon } from "../ObjectIcon";
import { AHEAD, bySoonest, isAhead, planned, type Planned } from "./planned";

const MOST = 20;

/** What is ahead for a record; empty while it is being asked for. */
export function usePlanned(meta: ObjectMeta, record: Row): Planned[] {
  const objects = useObjects();
  const [now] = useState(() => Date.now());
  const asked = AHEAD.flatMap((ahead) => {
    const target = objects.find((each) => each.name === ahead.object && each.rights.read);
    const link = target && fieldOf(target, meta.related.find((each) => each.object === ahead.object)?.field);
    return target && link ? [{ ahead, target, link }] : [];
  });
  const answers = useQueries({
    queries: asked.map(({ ahead, target, link }) => {
      const about = { object: meta.name, id: record.id, title: record.title };
      return someRecords(target, { filter: join([{ field: link.name, is: kindOf(link).toFilterValue?.(about) ?? record.id }, ahead.filter]), sort: ahead.when, limit: MOST });
    }),
  });
  return answers
    .flatMap((answer, at) => (answer.data?.items ?? []).map((row) => planned(asked[at]?.ahead.object ?? "", row, now)))
    .filter(isAhead)
    .sort(bySoonest);
}

export function PlannedActivities({ items }: { items: readonly Planned[] }) {
  const { t } = useTranslation();
  const objects = useObjects();
  if (items.length === 0) return null;
  return (
    <section className="panel planned" aria-label={t("timeline.planned")}>
      <h2 className="panel-line">
        {t("timeline.planned")} <span className="muted">{items.length}</span>
      </h2>
      <ol className="entries">
        {items.map((item) => {
          const target = objects.find((each) => each.name === item.object);
          return target && <Entry key={`${item.object} ${item.row.id}`} meta={target} item={item} />;
        })}
      </ol>
    </section>
  );
}

function Entry({ meta, item }: { meta: ObjectMeta; item: Planned }) {
  const me = useMe();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const { row, at, late } = item;
  const owner = titleOf(row["owner"]);
  const finish = meta.actions.find((action) => !action.danger && asksNothing(action) && matches(action.available_if, row, me));

  const run = async (action: ActionMeta) => {
    setBusy(true);
    try {
      await runAction(meta, row.id, action, {}, { undo: `${row.title}: ${action.label}` });
      await client.invalidateQueries({ queryKey: ["records"] });
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <li className={`entry is-${meta.name}`}>
      <span className="entry-icon">
        <ObjectIcon meta={meta} />
      </span>
      <div className="entry-body">
        <div className="entry-line">
          <Link to={recordPath(meta, row.id)}>{row.title}</Link>
          <span className="grow" />
          {owner && (
            <span className="muted person" title={owner}>
              <PersonAvatar name={owner} size={18} />
              <span className="ellipsis">{owner}</span>
            </span>
          )}
          {finish && (
            <Button size="small" icon={<CheckOutlined />} loading={busy} onClick={() => void run(finish)}>
              {finish.label}
            </Button>
          )}
        </div>
        {at && (
          <time className={late ? "wrong" : "muted"} dateTime={at}>
            {showDateTime(at)} · {showRelative(at)}
          </time>
        )}
      </div>
    </li>
  );
}
