/** What a person agreed to: a line for each purpose, a mark for each channel; a click writes down what they say now. */
import { GlobalOutlined, MailOutlined, MessageOutlined, PhoneOutlined, SafetyCertificateOutlined, SendOutlined, WechatOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Tooltip } from "antd";
import { createElement, Suspense, useState, type ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { lazily } from "../../api/parts";
import type { RecordSlotProps } from "../../objects/slots";
import { showDateTime } from "../../lib/time";
import { consentQuery, type Consent, type ConsentCell } from "./calls";
import "./customers.css";

const ConsentDialog = lazily(() => import("./ConsentDialog").then((module) => ({ default: module.ConsentDialog })));

const ICONS: Record<string, ComponentType> = { email: MailOutlined, phone: PhoneOutlined, sms: MessageOutlined, post: SendOutlined, chat: WechatOutlined, social: GlobalOutlined };

export function ConsentPanel({ meta, record }: RecordSlotProps) {
  const { t } = useTranslation();
  const { data } = useQuery(consentQuery(meta, record.id));
  const [asking, setAsking] = useState<{ purpose: number | null; channel: string } | null>(null);
  if (!data || data.purposes.length === 0) return null;
  return (
    <section className="panel related" aria-label={t("customers.consent.title")}>
      <div className="panel-line">
        <span className="related-head">
          <SafetyCertificateOutlined /> {t("customers.consent.title")}
        </span>
        <span className="grow" />
        {data.may_change && (
          <Button size="small" type="link" onClick={() => setAsking({ purpose: null, channel: "" })}>
            {t("customers.consent.change")}
          </Button>
        )}
      </div>
      {data.purposes.map((purpose) => (
        <div key={purpose.id} className="consent-row">
          <span className="consent-name">{purpose.name}</span>
          <span className="consent-marks">
            {data.cells
              .filter((cell) => cell.purpose === purpose.id)
              .map((cell) => (
                <Mark key={cell.channel} cell={cell} data={data} purpose={purpose.name} onAsk={() => setAsking({ purpose: purpose.id, channel: cell.channel })} />
              ))}
          </span>
        </div>
      ))}
      {data.entries.length > 0 && <History data={data} />}
      {asking && (
        <Suspense fallback={null}>
          <ConsentDialog meta={meta} record={record} consent={data} about={asking} onClose={() => setAsking(null)} />
        </Suspense>
      )}
    </section>
  );
}

function Mark({ cell, data, purpose, onAsk }: { cell: ConsentCell; data: Consent; purpose: string; onAsk: () => void }) {
  const { t } = useTranslation();
  const channel = data.channels.find((each) => each.value === cell.channel)?.label ?? cell.channel;
  const state = t(`customers.consent.marks.${cell.state}`);
  const verdict = cell.ok ? t("customers.consent.may") : t("customers.consent.mayNot", { reason: cell.reason });
  return (
    <Tooltip
      title={
        <>
          <div>
            {channel}: {state} {cell.at && showDateTime(cell.at).slice(0, 10)} {cell.expires_on && t("customers.consent.until_day", { day: cell.expires_on })}
          </div>
          <div>{verdict}</div>
        </>
      }
    >
      <button type="button" className={`consent-mark is-${cell.state} ${cell.ok ? "is-free" : ""}`} disabled={!data.may_change} aria-label={`${purpose}, ${channel}: ${state}. ${verdict}`} onClick={onAsk}>
        {createElement(ICONS[cell.channel] ?? GlobalOutlined)}
      </button>
    </Tooltip>
  );
}

function History({ data }: { data: Consent }) {
  const { t } = useTranslation();
  return (
    <details className="consent-history">
      <summary>{t("customers.consent.history", { count: data.entries.length })}</summary>
      <ul>
        {data.entries.map((entry) => (
          <li key={entry.id}>
            <b>{t(`customers.consent.marks.${entry.state}`)}</b> {entry.purpose || t("customers.consent.everyPurpose")} · {entry.channel || t("customers.consent.everyChannel")}
            <div className="muted">
              {showDateTime(entry.at)} {entry.expires_on && t("customers.consent.until_day", { day: entry.expires_on })} {entry.by && t("customers.consent.by", { name: entry.by })} {entry.is_other && t("customers.consent.other")}
            </div>
            {(entry.source || entry.proof) && <div className="pre-line">{[entry.source, entry.proof].filter(Boolean).join("\n")}</div>}
            {entry.file && <a href={`/api/files/${String(entry.file["id"])}/download`}>{String(entry.file["title"])}</a>}
          </li>
        ))}
      </ul>
    </details>
  );
}
