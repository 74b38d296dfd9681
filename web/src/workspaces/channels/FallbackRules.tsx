/** The company's rules: what waits on one channel for so long goes by another. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, InputNumber, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { put } from "../../api/client";
import { Cancelled } from "../../api/problem";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { sentenceOf } from "../../ui/Problems";
import { rulesQuery, type Rule } from "./calls";

type Channel = Rule["from_channel"];
const FROM: Channel[] = ["email", "push", "sms", "wecom", "dingtalk", "feishu"];
const TO: Channel[] = [...FROM, "popup"];

export function FallbackRules() {
  const { data } = useQuery(rulesQuery);
  return data ? <Rules key={JSON.stringify(data.rules)} kept={data.rules} /> : null;
}

function Rules({ kept }: { kept: Rule[] }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [rules, setRules] = useState(kept);
  const [busy, setBusy] = useState(false);
  const isChanged = JSON.stringify(rules) !== JSON.stringify(kept);
  const rows = rules.map((rule, number) => ({ ...rule, number }));
  const set = (number: number, part: Partial<Rule>) => setRules((now) => now.map((rule, at) => (at === number ? { ...rule, ...part } : rule)));
  const save = async () => {
    setBusy(true);
    try {
      client.setQueryData(rulesQuery.queryKey, await put<{ rules: Rule[] }>("/api/settings/fallbacks", { rules }));
      void message.success(t("settings.saved"));
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    }
    setBusy(false);
  };
  const named = (channel: Channel) => ({ value: channel, label: t(`notices.channel.${channel}`) });
  const columns: PlainColumn<Rule & { number: number }>[] = [
    {
      key: "from",
      title: t("channels.rules.from"),
      heading: true,
      render: (row) => <Select<Channel> className="full" aria-label={t("channels.rules.from")} value={row.from_channel} options={FROM.map(named)} onChange={(from_channel) => set(row.number, { from_channel })} />,
    },
    {
      key: "minutes",
      title: t("channels.rules.minutes"),
      width: 130,
      render: (row) => <InputNumber className="full" aria-label={t("channels.rules.minutes")} min={0} max={10_000} value={row.after_minutes} onChange={(value) => set(row.number, { after_minutes: value ?? 0 })} />,
    },
    {
      key: "to",
      title: t("channels.rules.to"),
      render: (row) => <Select<Channel> className="full" aria-label={t("channels.rules.to")} value={row.to_channel} options={TO.filter((each) => each !== row.from_channel).map(named)} onChange={(to_channel) => set(row.number, { to_channel })} />,
    },
    {
      key: "urgent",
      title: t("channels.rules.which"),
      width: 150,
      render: (row) => (
        <Select
          className="full"
          aria-label={t("channels.rules.which")}
          value={row.urgent_only ? "urgent" : "all"}
          options={(["urgent", "all"] as const).map((value) => ({ value, label: t(`channels.rules.${value}`) }))}
          onChange={(value) => set(row.number, { urgent_only: value === "urgent" })}
        />
      ),
    },
    {
      key: "do",
      title: "",
      width: 50,
      align: "right",
      render: (row) => <Button type="text" danger size="small" icon={<DeleteOutlined />} aria-label={t("channels.rules.remove")} title={t("channels.rules.remove")} onClick={() => setRules((now) => now.filter((_rule, at) => at !== row.number))} />,
    },
  ];
  return (
    <section className="page-box">
      <h2>{t("channels.rules.title")}</h2>
      <p className="muted page-about gap-below">{t("channels.rules.about")}</p>
      <PlainTable rows={rows} columns={columns} rowKey={(row) => row.number} />
      <div className="channel-buttons">
        <Button icon={<PlusOutlined />} onClick={() => setRules((now) => [...now, { from_channel: "email", to_channel: "popup", after_minutes: 5, urgent_only: true }])}>
          {t("channels.rules.add")}
        </Button>
        <Button type="primary" loading={busy} disabled={!isChanged} onClick={() => void save()}>
          {t("form.save")}
        </Button>
      </div>
    </section>
  );
}
