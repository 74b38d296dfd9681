/** Before somebody signs out: everything that is open today is dealt with, or, if it is due later, stays with them. */
import { useQuery } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { checked, workdayQuery } from "./calls";
import { DealRow } from "./DealRow";
import { openWork } from "./openWork";
import "./reminders.css";

interface Props {
  /** Whether the person goes. */
  onDone: (goes: boolean) => void;
}

export function LeavingDialog({ onDone }: Props) {
  const { t } = useTranslation();
  const { data, isError } = useQuery({ ...workdayQuery(null), refetchInterval: false });
  const [stay, setStay] = useState<ReadonlySet<string>>(new Set());
  const [now] = useState(Date.now);
  const work = data ? openWork(data, now) : [];
  const left = work.filter((each) => !stay.has(each.key)).length;
  useEffect(() => {
    if (isError) onDone(true);
  }, [isError, onDone]);
  const go = async () => {
    await checked("evening").catch(() => undefined);
    onDone(true);
  };
  return (
    <Modal
      open
      width={720}
      title={t("reminders.leaving.title")}
      onCancel={() => onDone(false)}
      mask={{ closable: false }}
      footer={[
        <Button key="stay" onClick={() => onDone(false)}>
          {t("reminders.leaving.stay")}
        </Button>,
        <Button key="go" type="primary" disabled={!data || left > 0} title={left > 0 ? t("reminders.leaving.left", { count: left }) : ""} onClick={() => void go()}>
          {t("reminders.leaving.go")}
        </Button>,
      ]}
    >
      <p>{work.length === 0 ? t("reminders.leaving.nothing") : t("reminders.leaving.text", { count: work.length })}</p>
      <ul className="occurrences is-dialog">
        {work.map((each) => (
          <DealRow
            key={each.key}
            work={each}
            mayStay
            stays={stay.has(each.key)}
            onStay={() => {
              const next = new Set(stay);
              if (!next.delete(each.key)) next.add(each.key);
              setStay(next);
            }}
          />
        ))}
      </ul>
    </Modal>
  );
}
