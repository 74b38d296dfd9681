/** Putting a notice off: it leaves the inbox and comes back unread. What has a "later" of its own is put off there. */
import { ClockCircleOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import dayjs from "dayjs";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { lazily } from "../../api/parts";
import type { Notice } from "../../api/types";
import { inZone, toIso } from "../../lib/time";
import { snoozes } from "../reminders/snoozes";

const OwnTime = lazily(() => import("../reminders/OwnTime").then((module) => ({ default: module.OwnTime })));
const KEYS = new Set(["h1", "afternoon", "tomorrow", "monday"]);

interface Props {
  notice: Notice;
  onSnooze: (notice: Notice, until: string) => void;
}

export function SnoozeButton({ notice, onSnooze }: Props) {
  const { t } = useTranslation();
  const [own, setOwn] = useState(false);
  if (notice.matter.startsWith("reminder:") && !notice.settled_at) return null;
  const choices = () => snoozes(inZone(dayjs().toISOString())).filter(({ key }) => KEYS.has(key));
  return (
    <>
      <Dropdown
        trigger={["click"]}
        menu={{
          items: [...choices().map(({ key, label }) => ({ key, label: t(label) })), { type: "divider" as const }, { key: "own", label: t("reminders.later.own") }],
          onClick: ({ key, domEvent }) => {
            domEvent.stopPropagation();
            const chosen = choices().find((each) => each.key === key);
            if (chosen) onSnooze(notice, toIso(chosen.until));
            else setOwn(true);
          },
        }}
      >
        <Button type="text" size="small" icon={<ClockCircleOutlined />} title={t("notices.snooze")} aria-label={`${t("notices.snooze")}: ${notice.title}`} />
      </Dropdown>
      <Suspense fallback={null}>{own && <OwnTime title={t("notices.snooze")} okText={t("notices.snooze")} onClose={() => setOwn(false)} onChosen={(until) => onSnooze(notice, until)} />}</Suspense>
    </>
  );
}
