/** Every channel: whether it is set up and works, and what happens with messages that wait too long. */
import { EditOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { isProblem } from "../../api/problem";
import { showDateTime } from "../../lib/time";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { sentenceOf } from "../../ui/Problems";
import { channelsQuery } from "../notices/calls";
import { setUpQuery, type ChannelSetUp } from "./calls";
import { ChannelDrawer } from "./ChannelDrawer";
import { FallbackRules } from "./FallbackRules";
import { StateTag } from "./StateTag";
import "./channels.css";

export function ChannelsPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(setUpQuery);
  const mail = useQuery(channelsQuery).data?.find((each) => each.channel === "email");
  const [editing, setEditing] = useState("");
  if (!data && isProblem(error) && error.status === 403) return <EmptyState text={sentenceOf(error)} />;
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />;

  const columns: PlainColumn<ChannelSetUp>[] = [
    { key: "channel", title: t("channels.channel"), heading: true, width: 150, render: (row) => row.label },
    { key: "state", title: t("channels.state"), width: 120, render: (row) => <StateTag status={row.status} /> },
    {
      key: "how",
      title: t("channels.how"),
      render: (row) => (
        <>
          {row.drivers.find((driver) => driver.name === row.driver)?.label ?? <span className="muted">{t(`channels.why.${row.channel}`)}</span>}
          {row.status === "down" && (
            <div className="wrong">
              {row.since && t("channels.since", { when: showDateTime(row.since) })} {row.last_error}
            </div>
          )}
        </>
      ),
    },
    { key: "queued", title: t("channels.waiting"), width: 90, align: "right", render: (row) => (row.queued > 0 ? <Link to={`/deliveries?channel=${row.channel}`}>{row.queued}</Link> : <span className="muted">0</span>) },
    {
      key: "do",
      title: "",
      width: 130,
      align: "right",
      render: (row) => (
        <Button size="small" icon={row.driver ? <EditOutlined /> : <PlusOutlined />} onClick={() => setEditing(row.channel)}>
          {t(row.driver ? "channels.change" : "channels.setUp")}
        </Button>
      ),
    },
  ];
  const edited = data.find((row) => row.channel === editing);
  return (
    <div className="page page-narrow">
      <PageHead title={t("channels.title")} about={t("channels.about")} back="/setup" />
      <section className="page-box">
        <div className="channel-mail">
          <b>{t("notices.channel.email")}</b>
          {mail && <StateTag status={mail.status === "outbox" ? "off" : mail.status} />}
          {mail?.status === "down" && <span className="wrong">{mail.last_error}</span>}
          <span className="grow" />
          <Link to="/setup/mail">{t("settings.mail.title")}</Link>
        </div>
        <PlainTable rows={data} columns={columns} rowKey={(row) => row.channel} />
      </section>
      <FallbackRules />
      {edited && <ChannelDrawer key={edited.channel} channel={edited} onClose={() => setEditing("")} />}
    </div>
  );
}
