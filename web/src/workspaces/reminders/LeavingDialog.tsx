/** Before somebody signs out: everything that is open today is dealt with, or, if it is due later, stays with them. Who must go all the same says why. */
import { useQuery } from "@tanstack/react-query";
import { Button, Input, Modal } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { checked, leave, workdayQuery } from "./calls";
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
  const [insists, setInsists] = useState(false);
  const [failed, setFailed] = useState(false);
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [now] = useState(Date.now);
  const work = data ? openWork(data, now) : [];
  const left = work.filter((each) => !stay.has(each.key)).length;
  useEffect(() => {
    if (isError) onDone(true);
  }, [isError, onDone]);
  /** What is noted of it must not keep anybody here. */
  const go = async (note: () => Promise<unknown>) => {
    setBusy(true);
    await note().catch(() => undefined);
    onDone(true);
  };
  const mayInsist = failed || reason.trim().length > 0;
  return (
    <Modal
      open
      width={720}
      title={t("reminders.leaving.title")}
      onCancel={() => onDone(false)}
      mask={{ closable: false }}
      footer={
        <div className="leaving-acts">
          {left > 0 && !insists && (
            <Button type="link" className="leaving-insist" onClick={() => setInsists(true)}>
              {t("reminders.leaving.insist")}
            </Button>
          )}
          <Button onClick={() => onDone(false)}>{t("reminders.leaving.stay")}</Button>
          {insists && left > 0 ? (
            <Button danger type="primary" loading={busy} disabled={!mayInsist} onClick={() => void go(() => leave(reason.trim()))}>
              {t("reminders.leaving.goAllTheSame")}
            </Button>
          ) : (
            <Button type="primary" loading={busy} disabled={!data || left > 0} title={left > 0 ? t("reminders.leaving.left", { count: left }) : ""} onClick={() => void go(() => checked("evening"))}>
              {t("reminders.leaving.go")}
            </Button>
          )}
        </div>
      }
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
            onFailed={() => {
              setFailed(true);
              setInsists(true);
            }}
          />
        ))}
      </ul>
      {insists && left > 0 && (
        <div className="leaving-why">
          <p>{t(failed ? "reminders.leaving.failed" : "reminders.leaving.noted")}</p>
          <label htmlFor="leaving-reason">{t(failed ? "reminders.leaving.reasonIfAny" : "reminders.leaving.reason")}</label>
          <Input id="leaving-reason" value={reason} maxLength={500} autoFocus={!failed} onChange={(event) => setReason(event.target.value)} onPressEnter={() => mayInsist && void go(() => leave(reason.trim()))} />
        </div>
      )}
    </Modal>
  );
}
