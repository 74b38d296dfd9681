/** What the ledger is asked for: how it went, by which channel, of which kind, to whom, about which record. All in the address. */
import { useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { FieldMeta } from "../../api/types";
import { FieldInput } from "../../objects/fields/FieldInput";
import { idOf } from "../../objects/fields/reference";
import { objectOf } from "../../objects/fields/link";
import { kindsQuery, type LedgerQuery } from "./calls";

const STATUSES = ["queued", "held", "sending", "retrying", "sent", "delivered", "failed", "kept", "replaced", "withdrawn"] as const;
const CHANNELS = ["popup", "email", "push", "sms", "wecom", "dingtalk", "feishu"] as const;
/** In place of a kind: what stands for all of them. */
const NO_KINDS = new Set(["*", "urgent"]);

interface Props {
  asked: LedgerQuery;
  onChoose: (values: Partial<Record<keyof LedgerQuery, string | null>>) => void;
}

const field = (name: string, type: string, label: string): FieldMeta => ({ name, type, label, required: false, read_only: false, custom: false, right: "write", choices: null, operators: [], sortable: false, inline: false });
const textOf = (value: number | string | null): string | null => (value === null ? null : String(value));

export function LedgerFilters({ asked, onChoose }: Props) {
  const { t } = useTranslation();
  const kinds = useQuery(kindsQuery).data ?? [];
  const about = asked.object && asked.record ? { object: asked.object, id: Number(asked.record) } : null;
  return (
    <div className="page-filters">
      <Select
        allowClear
        className="filter-select"
        aria-label={t("notices.ledger.status")}
        placeholder={t("notices.ledger.anyStatus")}
        value={asked.status}
        options={STATUSES.map((value) => ({ value, label: t(`notices.status.${value}`) }))}
        onChange={(status?: string) => onChoose({ status: status ?? null })}
      />
      <Select
        allowClear
        className="filter-select"
        aria-label={t("notices.ledger.channel")}
        placeholder={t("notices.ledger.anyChannel")}
        value={asked.channel}
        options={CHANNELS.map((value) => ({ value, label: t(`notices.channel.${value}`) }))}
        onChange={(channel?: string) => onChoose({ channel: channel ?? null })}
      />
      <Select
        allowClear
        showSearch={{ optionFilterProp: "label" }}
        className="filter-select"
        aria-label={t("notices.ledger.kind")}
        placeholder={t("notices.ledger.anyKind")}
        value={asked.kind}
        options={kinds.filter((each) => !NO_KINDS.has(each.kind)).map((each) => ({ value: each.kind, label: each.label }))}
        onChange={(kind?: string) => onChoose({ kind: kind ?? null })}
      />
      <div className="ledger-pick">
        <label htmlFor="ledger-person">{t("notices.ledger.person")}</label>
        <FieldInput field={field("person", "user", t("notices.ledger.person"))} id="ledger-person" value={asked.person ? Number(asked.person) : null} onChange={(value) => onChoose({ person: textOf(idOf(value)) })} />
      </div>
      <div className="ledger-pick is-wide">
        <label htmlFor="ledger-record">{t("notices.ledger.about")}</label>
        <FieldInput
          key={about ? `${about.object}:${about.id}` : ""}
          field={field("record", "link", t("notices.ledger.about"))}
          id="ledger-record"
          value={about}
          onChange={(value) => onChoose({ object: value ? objectOf(value) : null, record: value ? textOf(idOf(value)) : null })}
        />
      </div>
      {asked.run && (
        <Button size="small" onClick={() => onChoose({ run: null })}>
          {t("notices.ledger.run")} {asked.run} ✕
        </Button>
      )}
    </div>
  );
}
