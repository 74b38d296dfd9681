/** The sentence of a recurrence and its next times: which were moved and why, and days that can be left out. */
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Tag } from "antd";
import dayjs from "dayjs";
import { useTranslation } from "react-i18next";
import { isProblem } from "../../api/problem";
import { sentenceOf } from "../../ui/Problems";
import { useDebounced } from "../../ui/useDebounced";
import { previewQuery, type PreviewedTime, type Stored } from "./recurrence";

interface Props {
  stored: Stored;
  calendar?: number | undefined;
  onSkip: (day: string) => void;
  onRestore: (day: string) => void;
  onTakeBack: (time: string) => void;
}

export function NextTimes({ stored, calendar, onSkip, onRestore, onTakeBack }: Props) {
  const { t, i18n } = useTranslation();
  const asked = useDebounced(JSON.stringify(stored));
  const { data, error, isFetching } = useQuery(previewQuery(JSON.parse(asked) as Stored, calendar));
  const zh = i18n.language.startsWith("zh");
  const day = (date: string, clock = false) => {
    const moment = dayjs(date);
    const year = moment.year() === dayjs().year() ? "" : zh ? "YYYY年" : " YYYY";
    return moment.format((zh ? `${year}M月D日 ddd` : `ddd D MMM${year}`) + (clock ? " HH:mm" : ""));
  };
  const why = (time: PreviewedTime) => (time.why ? t(`reminders.recurrence.because.${time.why}`, { name: time.name || t("reminders.recurrence.because.week") }) : "");

  return (
    <div className="recurrence-next" aria-live="polite" aria-busy={isFetching}>
      {error ? (
        <Alert type="error" showIcon title={isProblem(error) && Object.keys(error.fields).length > 0 ? Object.values(error.fields).flat().join(" ") : sentenceOf(error)} />
      ) : data ? (
        <>
          <p className="recurrence-sentence">{data.sentence}</p>
          <h4>{t("reminders.recurrence.next")}</h4>
          {data.times.length === 0 && <p className="muted">{t("reminders.recurrence.none")}</p>}
          <ul>
            {data.times.map((time) => (
              <li key={time.at}>
                <span className="recurrence-time">{day(time.local, true)}</span>
                <span className="muted">
                  {time.moved && `${t("reminders.recurrence.insteadOf", { day: day(time.day) })}${zh ? "，" : ", "}${why(time)}`}
                  {time.merged.length > 0 && ` ${t("reminders.recurrence.also", { days: time.merged.map((each) => day(each)).join(zh ? "、" : ", ") })}`}
                </span>
                <Button type="link" size="small" aria-label={t("reminders.recurrence.skipThis", { day: day(time.local) })} onClick={() => onSkip(time.day)}>
                  {t("reminders.recurrence.skip")}
                </Button>
              </li>
            ))}
            {data.goes_on && <li className="muted">{t("reminders.recurrence.more")}</li>}
          </ul>
          {data.note && <p className="muted">{data.note}</p>}
        </>
      ) : null}
      <Exceptions label={t("reminders.recurrence.skipped")} items={stored.without ?? []} show={(each) => day(each)} onClose={onRestore} />
      <Exceptions label={t("reminders.recurrence.added")} items={stored.besides ?? []} show={(each) => day(each, true)} onClose={onTakeBack} />
    </div>
  );
}

function Exceptions({ label, items, show, onClose }: { label: string; items: readonly string[]; show: (item: string) => string; onClose: (item: string) => void }) {
  const { t } = useTranslation();
  if (items.length === 0) return null;
  return (
    <p className="recurrence-without">
      <span className="muted">{label}</span>
      {items.map((item) => (
        <Tag key={item} closable={{ "aria-label": t("reminders.recurrence.restore", { day: show(item) }) }} onClose={(event) => { event.preventDefault(); onClose(item); }}>
          {show(item)}
        </Tag>
      ))}
    </p>
  );
}
