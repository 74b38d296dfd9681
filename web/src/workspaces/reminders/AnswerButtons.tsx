/** Done, later, and what else one can say to a reminder; the same on the desk, in the bell and in what pops up. */
import { CheckOutlined, ClockCircleOutlined, MoreOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import dayjs from "dayjs";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useObject } from "../../api/objects";
import { lazily } from "../../api/parts";
import { inZone } from "../../lib/time";
import { minutesUntil, snoozes } from "./snoozes";
import { useAnswer, type Answering } from "./useAnswer";

const ActionDialog = lazily(() => import("../../objects/actions/ActionDialog").then((module) => ({ default: module.ActionDialog })));
const OwnTime = lazily(() => import("./OwnTime").then((module) => ({ default: module.OwnTime })));

interface Props {
  target: Answering;
  title: string;
  onDone?: () => void;
}

type Asking = "done" | "not_needed" | "false_alarm" | "hand_over" | "cancel";
const MORE: readonly Asking[] = ["done", "hand_over", "not_needed", "false_alarm", "cancel"];

const thisMoment = () => inZone(dayjs().toISOString());

export function AnswerButtons({ target, title, onDone }: Props) {
  const { t } = useTranslation();
  const { busy, say, attempt } = useAnswer(onDone);
  const [asking, setAsking] = useState<Asking | null>(null);
  const [own, setOwn] = useState(false);
  const meta = useObject("reminder");
  const action = meta?.actions.find((each) => each.name === `reminder.${asking ?? ""}`);
  const verbOf = (name: string) => name.replace("_", "-");
  const [now, setNow] = useState(thisMoment); // what pops up may stand for hours: each opening of the menu looks anew
  return (
    <>
      <Button size="small" type="primary" icon={<CheckOutlined />} loading={busy === "done"} onClick={() => attempt(target, "done")} aria-label={`${t("reminders.done")}: ${title}`}>
        {t("reminders.done")}
      </Button>
      <Dropdown
        trigger={["click"]}
        onOpenChange={(opens) => opens && setNow(thisMoment())}
        menu={{
          items: [...snoozes(now).map(({ key, label, values }) => ({ key, label: t(label, values ?? {}) })), { type: "divider" as const }, { key: "own", label: t("reminders.later.own") }],
          onClick: ({ key, domEvent }) => {
            domEvent.stopPropagation();
            const current = thisMoment();
            const chosen = snoozes(current).find((each) => each.key === key);
            if (chosen) attempt(target, "snooze", { minutes: minutesUntil(chosen.until, current) });
            else setOwn(true);
          },
        }}
      >
        <Button size="small" icon={<ClockCircleOutlined />} loading={busy === "snooze"} aria-label={`${t("reminders.snooze")}: ${title}`}>
          {t("reminders.snooze")}
        </Button>
      </Dropdown>
      <Dropdown
        trigger={["click"]}
        menu={{
          items: MORE.map((key) => ({ key, label: t(`reminders.more.${key}`) })),
          onClick: ({ key, domEvent }) => {
            domEvent.stopPropagation();
            setAsking(key as Asking);
          },
        }}
      >
        <Button size="small" icon={<MoreOutlined />} aria-label={`${t("reminders.more.title")}: ${title}`} title={t("reminders.more.title")} />
      </Dropdown>
      <Suspense fallback={null}>
        {own && (
          <OwnTime
            title={t("reminders.later.ownTitle", { title })}
            okText={t("reminders.snooze")}
            onClose={() => setOwn(false)}
            onChosen={(until) => attempt(target, "snooze", { until })}
          />
        )}
      </Suspense>
      <Suspense fallback={null}>
        {asking && action && <ActionDialog action={action} about={title} onClose={() => setAsking(null)} onRun={(input) => say(target, verbOf(asking), input)} />}
      </Suspense>
    </>
  );
}
