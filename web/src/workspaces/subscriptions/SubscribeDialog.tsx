/** Subscribes, or changes a subscription: when, until when, how, and only if what; with a look at it before. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Checkbox, DatePicker, Drawer, Flex, Form, Input, Segmented, Select } from "antd";
import dayjs from "dayjs";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { lazily } from "../../api/parts";
import { Cancelled } from "../../api/problem";
import { useMe } from "../../api/session";
import { useLeave } from "../../objects/form/useLeave";
import { today } from "../../lib/time";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { sentenceOf } from "../../ui/Problems";
import { useNarrow } from "../../ui/useNarrow";
import { CHANNELS, previewQuery, save, sendNow, sourcesQuery, type Attached, type Channel, type Item, type Made, type Wanted } from "./calls";
import { ConditionFields } from "./ConditionFields";
import { presetOf, PRESETS, ruleOf, type Preset } from "./times";
import "./subscriptions.css";

const RecurrenceEditor = lazily(() => import("../reminders/RecurrenceEditor").then((module) => ({ default: module.RecurrenceEditor })));

interface Props {
  wanted: Wanted;
  existing?: Item;
  onClose: () => void;
}

export function SubscribeDialog({ wanted, existing, onClose }: Props) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const me = useMe();
  const client = useQueryClient();
  const { message } = App.useApp();
  const made = useQuery(previewQuery(wanted));
  const { data: sources } = useQuery(sourcesQuery);
  const [name, setName] = useState(existing?.name ?? "");
  const [owner, setOwner] = useState(existing?.owner?.id ?? me.id);
  const [preset, setPreset] = useState<Preset>(existing ? presetOf(existing.recurrence, me.time_zone) : "workday");
  const [recurrence, setRecurrence] = useState<Record<string, unknown>>(existing?.recurrence ?? ruleOf("workday", today(), me.time_zone));
  const [until, setUntil] = useState<string | null>(existing?.ends_on ?? null);
  const [channels, setChannels] = useState<Channel[]>(existing ? existing.channels : ["email"]);
  const [attach, setAttach] = useState<Attached[]>(existing?.attach ?? []);
  const [condition, setCondition] = useState<Record<string, unknown>>(existing?.condition ?? {});
  const [shows, setShows] = useState<"settings" | "preview">("settings");
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const title = name.trim() || made.data?.suggested || "";
  const chosen = { name, owner, recurrence, ends_on: until, channels, attach, condition };
  const [start] = useState(() => JSON.stringify(chosen));
  const leave = useLeave(JSON.stringify(chosen) !== start, onClose);

  const choose = (next: Preset) => {
    setPreset(next);
    if (next !== "own") setRecurrence(ruleOf(next, today(), me.time_zone));
  };
  const attempt = async (run: () => Promise<unknown>, said: string, closes: boolean) => {
    setBusy(true);
    setWrong("");
    try {
      await run();
      void message.success(said);
      if (!closes) return;
      await client.invalidateQueries({ queryKey: ["records", "subscription"] });
      onClose();
    } catch (error) {
      if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
      setShows("settings");
    } finally {
      setBusy(false);
    }
  };
  const finish = () => attempt(() => save({ ...chosen, ...wanted, name: title }, existing), t(existing ? "subscriptions.saved" : "subscriptions.subscribed"), true);
  const trySending = () => attempt(() => sendNow({ ...wanted, title, attach, channels }), t("subscriptions.sentNow"), false);
  const people = sources?.people ?? [];

  return (
    <Drawer
      open
      size={narrow ? "100%" : 680}
      title={t(existing ? "subscriptions.change" : "subscriptions.subscribe")}
      onClose={leave}
      mask={{ closable: false }}
      footer={
        <Flex gap={8} justify="end" wrap>
          <Button loading={busy} disabled={!made.data} onClick={() => void trySending()}>
            {t("subscriptions.sendNow")}
          </Button>
          <span className="grow" />
          <Button onClick={leave}>{t("form.cancel")}</Button>
          <Button type="primary" loading={busy} disabled={!title} onClick={() => void finish()}>
            {t(existing ? "form.save" : "subscriptions.subscribe")}
          </Button>
        </Flex>
      }
    >
      <Segmented<"settings" | "preview"> block className="gap-below" value={shows} onChange={setShows} options={(["settings", "preview"] as const).map((value) => ({ value, label: t(`subscriptions.${value}`) }))} />
      {wrong && <Alert type="error" showIcon className="gap-below" title={wrong} />}
      {made.error && shows === "settings" && <Alert type="error" showIcon className="gap-below" title={sentenceOf(made.error)} />}
      {shows === "preview" ? (
        made.data ? <Preview made={made.data} title={title} /> : made.error ? <ErrorState error={made.error} onRetry={() => void made.refetch()} /> : <Loading />
      ) : (
        <Form layout="vertical" onKeyDown={(event) => (event.ctrlKey || event.metaKey) && event.key === "Enter" && void finish()}>
          <Form.Item label={t("subscriptions.name")} htmlFor="subscription-name">
            <Input id="subscription-name" value={name} placeholder={made.data?.suggested} maxLength={200} onChange={(event) => setName(event.target.value)} />
          </Form.Item>
          {people.length > 1 && (
            <Form.Item label={t("subscriptions.owner")} htmlFor="subscription-owner" extra={owner === me.id ? null : t("subscriptions.ownerHint")}>
              <Select id="subscription-owner" showSearch={{ optionFilterProp: "label" }} value={owner} onChange={setOwner} options={people.map((each) => ({ value: each.id, label: each.id === me.id ? t("subscriptions.me") : each.title }))} />
            </Form.Item>
          )}
          <Form.Item label={t("subscriptions.when")}>
            <Select aria-label={t("subscriptions.when")} value={preset} onChange={choose} options={PRESETS.map((value) => ({ value, label: t(`subscriptions.preset.${value}`) }))} />
            {preset === "own" && (
              <div className="subscription-own">
                <Suspense fallback={<Loading />}>
                  <RecurrenceEditor value={recurrence} onChange={setRecurrence} />
                </Suspense>
              </div>
            )}
          </Form.Item>
          <div className="form-grid">
            <Form.Item label={t("subscriptions.until")} htmlFor="subscription-until">
              <DatePicker id="subscription-until" className="subscription-wide" placeholder={t("subscriptions.noEnd")} minDate={dayjs(today())} value={until ? dayjs(until) : null} onChange={(day: dayjs.Dayjs | null) => setUntil(day ? day.format("YYYY-MM-DD") : null)} />
            </Form.Item>
            <Form.Item label={t("subscriptions.channels")} htmlFor="subscription-channels">
              <Select<Channel[]> id="subscription-channels" mode="multiple" placeholder={t("subscriptions.asUsual")} value={channels} onChange={setChannels} options={CHANNELS.map((value) => ({ value, label: t(`notices.channel.${value}`) }))} />
            </Form.Item>
          </div>
          <Form.Item label={t("subscriptions.attach")} extra={made.data && !made.data.may_take ? t("subscriptions.mayNotTake") : null}>
            <Checkbox.Group<Attached> disabled={made.data?.may_take === false} value={attach} onChange={setAttach} options={(["xlsx", "pdf"] as const).map((value) => ({ value, label: t(`subscriptions.attached.${value}`) }))} />
          </Form.Item>
          <ConditionFields value={condition} figures={made.data?.figures ?? []} onChange={setCondition} />
        </Form>
      )}
    </Drawer>
  );
}

/** The mail as it would be now: made by the server, shown without any rights of this page. */
function Preview({ made, title }: { made: Made; title: string }) {
  return (
    <div className="subscription-preview">
      <b>{title}</b>
      <iframe title={title} sandbox="allow-popups allow-popups-to-escape-sandbox" srcDoc={`<base target="_blank"><meta charset="utf-8"><body style="margin:12px;font-family:-apple-system,'Segoe UI','PingFang SC','Microsoft YaHei',sans-serif">${made.html}</body>`} />
    </div>
  );
}
