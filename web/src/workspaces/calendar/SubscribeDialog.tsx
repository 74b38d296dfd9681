/** One's calendar in a telephone or another program: secret addresses, each made for one program and revoked by itself. And one's booking pages. */
import { CopyOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Input, Modal, Select, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../../api/session";
import { showDateTime, showRelative } from "../../lib/time";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { sentenceOf } from "../../ui/Problems";
import { bookingPagesQuery, createFeed, feedsQuery, revokeFeed } from "./calls";

const ALARMS = [null, 0, 5, 10, 15, 30, 60];

export function SubscribeDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const client = useQueryClient();
  const { message } = App.useApp();
  const { data, error, refetch } = useQuery(feedsQuery);
  const { data: pages } = useQuery(bookingPagesQuery(me.id));
  const [name, setName] = useState("");
  const [detail, setDetail] = useState<"full" | "busy">("full");
  const [alarm, setAlarm] = useState<number | null>(null);
  const [address, setAddress] = useState("");
  const [busy, setBusy] = useState(false);

  const attempt = async (doing: () => Promise<void>) => {
    setBusy(true);
    try {
      await doing();
    } catch (caught) {
      void message.error(sentenceOf(caught));
    } finally {
      setBusy(false);
      void client.invalidateQueries({ queryKey: feedsQuery.queryKey });
    }
  };
  const create = () =>
    attempt(async () => {
      const made = await createFeed({ name, detail, alarm_minutes: alarm });
      setAddress(made.address ?? "");
      setName("");
    });
  const revoke = (id: number) =>
    attempt(async () => {
      await revokeFeed(id);
      setAddress("");
    });
  const copy = (text: string) =>
    attempt(async () => {
      await navigator.clipboard.writeText(text);
      void message.success(t("calendar.feeds.copied"));
    });
  const copyable = (text: string) => (
    <Space.Compact block>
      <Input readOnly value={text} aria-label={t("calendar.feeds.address")} onFocus={(event) => event.target.select()} />
      <Button icon={<CopyOutlined />} aria-label={t("calendar.feeds.copy")} onClick={() => void copy(text)} />
    </Space.Compact>
  );

  return (
    <Modal open title={t("calendar.feeds.title")} footer={null} onCancel={onClose} width={600}>
      <p className="muted">{t("calendar.feeds.about")}</p>
      <div className="cal-feed-new">
        <Input value={name} maxLength={100} placeholder={t("calendar.feeds.name")} aria-label={t("calendar.feeds.name")} onChange={(event) => setName(event.target.value)} />
        <Select value={detail} onChange={setDetail} aria-label={t("calendar.feeds.detail")} options={(["full", "busy"] as const).map((value) => ({ value, label: t(`calendar.feeds.${value}`) }))} />
        <Select
          value={alarm}
          onChange={setAlarm}
          aria-label={t("calendar.feeds.alarm")}
          options={ALARMS.map((value) => ({ value, label: value === null ? t("calendar.feeds.noAlarm") : t("calendar.feeds.alarmBefore", { count: value }) }))}
        />
        <Button type="primary" loading={busy} onClick={() => void create()}>
          {t("calendar.feeds.create")}
        </Button>
      </div>
      {address && <Alert type="success" title={t("calendar.feeds.once")} description={copyable(address)} />}
      {!data ? (
        error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading rows={2} />
      ) : data.length === 0 ? (
        <EmptyState text={t("calendar.feeds.none")} />
      ) : (
        <ul className="cal-feeds">
          {data.map((feed) => (
            <li key={feed.id}>
              <div>
                <b>{feed.name || `#${feed.id}`}</b> <span className="muted">{t(`calendar.feeds.${feed.detail}`)}</span>
                <div className="muted" title={showDateTime(feed.created_at)}>
                  {feed.last_read_at ? t("calendar.feeds.read", { when: showRelative(feed.last_read_at) }) : t("calendar.feeds.never")}
                </div>
              </div>
              <Button size="small" danger disabled={busy} onClick={() => void revoke(feed.id)}>
                {t("calendar.feeds.revoke")}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {!!pages?.items.length && (
        <>
          <h4>{t("calendar.feeds.pages")}</h4>
          {pages.items.map((page) => (
            <div key={page.id} className="cal-page-link">
              <span>{page.title}</span>
              {copyable(`${location.origin}/book/${String(page["slug"])}`)}
            </div>
          ))}
        </>
      )}
    </Modal>
  );
}
