/** On which channels the person wants to be told what. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Checkbox } from "antd";
import { useTranslation } from "react-i18next";
import { get, put } from "../../api/client";
import { channelsQuery } from "../notices/calls";
import { sentenceOf } from "../../ui/Problems";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";

interface Preference {
  kind: string;
  label: string;
  channels: string[];
}

const KEY = ["notices", "preferences"];
/** What is urgent comes on these whatever was chosen. */
const ALWAYS = new Set(["popup", "email"]);

export function Channels() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const { data } = useQuery({ queryKey: KEY, queryFn: ({ signal }) => get<Preference[]>("/api/notices/preferences", {}, signal) });
  const usable = useQuery(channelsQuery).data?.map((each) => each.channel) ?? [];
  if (!data) return null;
  const set = async ({ kind, channels }: Preference, channel: string, wanted: boolean) => {
    try {
      const next = wanted ? [...channels, channel] : channels.filter((each) => each !== channel);
      client.setQueryData(KEY, await put<Preference[]>("/api/notices/preferences", { kind, channels: next }));
    } catch (error) {
      void message.error(sentenceOf(error));
    }
  };
  const columns: PlainColumn<Preference>[] = [
    { key: "kind", title: t("profile.kind"), heading: true, render: (row) => row.label },
    ...usable.map(
      (channel): PlainColumn<Preference> => ({
        key: channel,
        title: t(`notices.channel.${channel}`),
        width: 110,
        render: (row) => <Checkbox aria-label={`${row.label}: ${t(`notices.channel.${channel}`)}`} checked={row.channels.includes(channel)} disabled={row.kind === "urgent" && ALWAYS.has(channel)} onChange={(event) => void set(row, channel, event.target.checked)} />,
      }),
    ),
  ];
  return (
    <section className="page-box">
      <h2>{t("profile.notices")}</h2>
      <p className="muted page-about gap-below">{t("profile.noticesAbout")}</p>
      <PlainTable rows={data} columns={columns} rowKey={(row) => row.kind} />
    </section>
  );
}
