/** When the person wants to be told what is not urgent: quiet hours, days off, many mails in one. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Checkbox, Form, Select } from "antd";
import { useTranslation } from "react-i18next";
import { get, put } from "../../api/client";
import type { components } from "../../api/generated";
import { Cancelled } from "../../api/problem";
import { sentenceOf } from "../../ui/Problems";

type Choice = components["schemas"]["MannerAnswer"];
const KEY = ["notices", "manner"];
const TIMES = Array.from({ length: 48 }, (_each, half) => `${String(Math.floor(half / 2)).padStart(2, "0")}:${half % 2 ? "30" : "00"}`);

export function Manner() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const { data } = useQuery({ queryKey: KEY, queryFn: ({ signal }) => get<Choice>("/api/notices/manner", {}, signal) });
  if (!data) return null;
  const set = async (part: Partial<Choice>) => {
    const before = data;
    client.setQueryData(KEY, { ...data, ...part });
    try {
      client.setQueryData(KEY, await put<Choice>("/api/notices/manner", { ...data, ...part }));
    } catch (error) {
      client.setQueryData(KEY, before);
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    }
  };
  const times = TIMES.map((value) => ({ value: `${value}:00`, label: value }));
  const isQuiet = data.quiet_from !== null;
  return (
    <section className="page-box">
      <h2>{t("profile.manner.title")}</h2>
      <p className="muted page-about gap-below">{t("profile.manner.about")}</p>
      <Form layout="vertical" component="div">
        <div className="manner">
          <Checkbox checked={isQuiet} onChange={(event) => void set(event.target.checked ? { quiet_from: "22:00:00", quiet_until: "08:00:00" } : { quiet_from: null, quiet_until: null })}>
            {t("profile.manner.quiet")}
          </Checkbox>
          {isQuiet && (
            <>
              <Select className="manner-time" aria-label={t("profile.manner.from")} value={data.quiet_from} options={times} onChange={(quiet_from) => void set({ quiet_from })} />
              <span>{t("profile.manner.to")}</span>
              <Select className="manner-time" aria-label={t("profile.manner.until")} value={data.quiet_until} options={times} onChange={(quiet_until) => void set({ quiet_until })} />
            </>
          )}
        </div>
        <div className="manner">
          <Checkbox checked={data.quiet_days_off} onChange={(event) => void set({ quiet_days_off: event.target.checked })}>
            {t("profile.manner.daysOff")}
          </Checkbox>
        </div>
        <div className="manner">
          <label htmlFor="manner-digest">{t("profile.manner.mails")}</label>
          <Select
            id="manner-digest"
            className="manner-digest"
            value={data.digest}
            options={(["at_once", "hourly", "daily"] as const).map((value) => ({ value, label: t(`profile.manner.digest.${value}`) }))}
            onChange={(digest) => void set({ digest })}
          />
          {data.digest === "daily" && <Select className="manner-time" aria-label={t("profile.manner.at")} value={data.digest_at} options={times} onChange={(digest_at) => void set({ digest_at })} />}
        </div>
      </Form>
    </section>
  );
}
