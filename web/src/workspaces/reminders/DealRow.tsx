/** Something that is open, with the three things that can become of it. */
import { CheckOutlined, RightOutlined, UserSwitchOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Popover, Radio, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { recordPath, useObjects } from "../../api/objects";
import { Cancelled } from "../../api/problem";
import type { FieldMeta } from "../../api/types";
import { FieldInput } from "../../objects/fields/FieldInput";
import { idOf } from "../../objects/fields/reference";
import { showDateTime } from "../../lib/time";
import { sentenceOf } from "../../ui/Problems";
import { deal, type Deal } from "./calls";
import { dealOf, type OpenWork } from "./openWork";

interface Props {
  work: OpenWork;
  /** Also "stays as it is" for what is due later today. */
  mayStay?: boolean;
  stays?: boolean;
  onStay?: () => void;
  /** The answer could not be given; the person was told why. */
  onFailed?: () => void;
}

const TIMES = ["this", "all"] as const;

export function DealRow({ work, mayStay = false, stays = false, onStay, onFailed }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const objects = useObjects();
  const [busy, setBusy] = useState<Deal["what"] | null>(null);
  const [giving, setGiving] = useState(false);
  const [times, setTimes] = useState<Deal["times"]>("this");
  const meta = objects.find((each) => each.name === work.about?.object);
  const person = { name: "to", label: t("reminders.deal.to"), type: "user", object: "user", required: true, read_only: false, custom: false, right: "write", choices: null } as unknown as FieldMeta;

  const say = async (what: Deal["what"], to?: number) => {
    setBusy(what);
    try {
      await deal(dealOf(work, what, to ? { to, times: work.repeats ? times : "all" } : {}));
      await client.invalidateQueries({ queryKey: ["notices"] });
      void client.invalidateQueries({ queryKey: ["records"] });
    } catch (error) {
      if (!(error instanceof Cancelled)) {
        void message.error(sentenceOf(error));
        onFailed?.();
      }
    }
    setBusy(null);
  };

  return (
    <li className={`occurrence${stays ? " is-closed" : ""}`}>
      <div className="occurrence-main">
        <div className="occurrence-line">
          <Link className="occurrence-title" to={work.object === "task" ? `/tasks/${work.id}` : `/reminders/${work.id}`}>
            {work.subject}
          </Link>
          {work.isPromise && <Tag color="warning">{t("reminders.kind.promise")}</Tag>}
        </div>
        <div className="occurrence-line is-small">
          {work.dueAt && <span className={work.isAhead ? "muted" : "occurrence-late"}>{showDateTime(work.dueAt)}</span>}
          {work.about && meta && (
            <Link to={recordPath(meta, work.about.id)} className="ellipsis">
              {work.about.title}
            </Link>
          )}
        </div>
      </div>
      <div className="occurrence-acts">
        <Button size="small" type="primary" icon={<CheckOutlined />} loading={busy === "done"} aria-label={`${t("reminders.done")}: ${work.subject}`} onClick={() => void say("done")}>
          {t("reminders.done")}
        </Button>
        <Button size="small" icon={<RightOutlined />} loading={busy === "tomorrow"} aria-label={`${t("reminders.deal.tomorrow")}: ${work.subject}`} onClick={() => void say("tomorrow")}>
          {t("reminders.deal.tomorrow")}
        </Button>
        <Popover
          trigger="click"
          open={giving}
          onOpenChange={setGiving}
          content={
            <div className="deal-give">
              {work.repeats && (
                <Radio.Group className="gap-below" aria-label={t("reminders.deal.times")} value={times} options={TIMES.map((value) => ({ value, label: t(`reminders.deal.${value}`) }))} onChange={(event) => setTimes(event.target.value as Deal["times"])} />
              )}
              <FieldInput
                field={person}
                id={`give-${work.key}`}
                value={null}
                autoFocus
                onChange={(value) => {
                  const to = Number(idOf(value));
                  setGiving(false);
                  if (to) void say("hand_over", to);
                }}
              />
            </div>
          }
        >
          <Button size="small" icon={<UserSwitchOutlined />} loading={busy === "hand_over"} aria-label={`${t("reminders.deal.handOver")}: ${work.subject}`}>
            {t("reminders.deal.handOver")}
          </Button>
        </Popover>
        {mayStay && work.isAhead && (
          <Button size="small" type={stays ? "primary" : "default"} ghost={stays} aria-pressed={stays} onClick={onStay}>
            {t("reminders.deal.stays")}
          </Button>
        )}
      </div>
    </li>
  );
}
