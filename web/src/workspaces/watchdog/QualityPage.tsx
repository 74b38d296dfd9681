/** Doubtful data by kind: mended in place, handed over, or left as it is with a reason. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Checkbox, Input, Modal, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { post } from "../../api/client";
import { useLive } from "../../api/live";
import { recordPath, useObject, useObjects } from "../../api/objects";
import { Cancelled } from "../../api/problem";
import { bulk } from "../../api/records";
import { showDateTime } from "../../lib/time";
import { idOf, RecordPicker, referenceTo } from "../../objects/fields/reference";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { sentenceOf } from "../../ui/Problems";
import { useAddressParts } from "../../ui/useAddressParts";
import { doubtfulQuery, qualityQuery, type QualityItem, type QualityKind } from "./calls";
import { MendDialog } from "./MendDialog";
import "./watchdog.css";

export function QualityPage() {
  const { t } = useTranslation();
  const [parts, setPart] = useAddressParts();
  const left = parts.get("left") === "1";
  const mine = parts.get("mine") === "1";
  const checks = useObject("data_check");
  const kinds = useQuery(qualityQuery);
  const asked = parts.get("kind");
  const known = kinds.data?.items ?? [];
  const kind = known.find((each) => each.kind === asked) ?? known.find((each) => each.count > 0) ?? known[0];
  useLive(["task", "lead", "account", "contact", "opportunity", "reminder", "data_check"]);
  return (
    <div className="page">
      <PageHead title={t("watchdog.quality")} about={t("watchdog.qualityAbout")}>
        {checks && (
          <Link to="/setup/data-checks">
            <Button>{t("watchdog.checks")}</Button>
          </Link>
        )}
      </PageHead>
      {!kinds.data || !kind ? (
        kinds.error ? <ErrorState error={kinds.error} onRetry={() => void kinds.refetch()} /> : <Loading />
      ) : (
        <>
          <ul className="quality-kinds">
            {known.map((each) => (
              <li key={each.kind}>
                <Button type={each.kind === kind.kind ? "primary" : "default"} ghost={each.kind === kind.kind} className="quality-kind" aria-pressed={each.kind === kind.kind} onClick={() => setPart("kind", each.kind)}>
                  <b>{each.count}</b> <span>{each.label}</span>
                </Button>
              </li>
            ))}
          </ul>
          <div className="page-filters">
            <Segmented value={left ? "left" : "open"} onChange={(next) => setPart("left", next === "left" ? "1" : "")} options={[{ value: "open", label: t("watchdog.toMend", { count: kind.count }) }, { value: "left", label: t("watchdog.leftAsIs", { count: kind.left }) }]} />
            <Checkbox checked={mine} onChange={({ target }) => setPart("mine", target.checked ? "1" : "")}>
              {t("watchdog.mine")}
            </Checkbox>
            <span className="muted">{kind.hint}</span>
            <Progress kind={kind} />
          </div>
          <Items key={`${kind.kind}${left}${mine}`} kind={kind.kind} left={left} mine={mine} />
        </>
      )}
    </div>
  );
}

function Progress({ kind }: { kind: QualityKind }) {
  const { t } = useTranslation();
  const first = kind.progress[0];
  const last = kind.progress.at(-1);
  if (!first || !last || first.day === last.day) return null;
  return <span className="muted">{t("watchdog.progress", { day: first.day, before: first.count, now: last.count })}</span>;
}

function Items({ kind, left, mine }: { kind: string; left: boolean; mine: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const objects = useObjects();
  const { data, error, refetch } = useQuery(doubtfulQuery(kind, left, mine));
  const [mending, setMending] = useState<QualityItem | null>(null);
  const [leaving, setLeaving] = useState<QualityItem | null>(null);
  const [reason, setReason] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [owner, setOwner] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const again = () => {
    void client.invalidateQueries({ queryKey: ["records"] });
  };
  const attempt = async (work: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await work();
      again();
    } catch (caught) {
      if (!(caught instanceof Cancelled)) void message.error(sentenceOf(caught));
    } finally {
      setBusy(false);
    }
  };
  const leave = () =>
    leaving &&
    attempt(async () => {
      await post(`/api/data-quality/items/${leaving.id}/leave`, { reason: reason.trim() });
      setLeaving(null);
      setReason("");
    });
  const handOver = () =>
    attempt(async () => {
      const items = (data?.items ?? []).filter((each) => chosen.has(each.id));
      for (const name of new Set(items.map((each) => each.object))) {
        const meta = objects.find((each) => each.name === name);
        const ids = items.filter((each) => each.object === name).map((each) => each.record);
        if (!meta) continue;
        const answer = await bulk(meta, { do: "update", ids, values: { owner: Number(idOf(owner) ?? 0) } });
        const refused = answer.failed[0];
        if (refused) void message.warning(`${refused.title}: ${refused.detail}`);
      }
      setChosen(new Set());
    });

  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />;
  if (data.items.length === 0) return <EmptyState text={t(left ? "watchdog.nothingLeft" : "watchdog.nothingDoubtful")} />;
  const picks = kind === "owner" && !left;
  const columns: PlainColumn<QualityItem>[] = [
    {
      key: "title",
      title: t("watchdog.doubtful"),
      heading: true,
      width: "32%",
      render: (item) => {
        const meta = objects.find((each) => each.name === item.object);
        return (
          <>
            {picks && (
              <Checkbox
                className="quality-pick"
                aria-label={item.title}
                checked={chosen.has(item.id)}
                onChange={({ target }) => setChosen((now) => new Set(target.checked ? [...now, item.id] : [...now].filter((id) => id !== item.id)))}
              />
            )}
            {meta ? <Link to={recordPath(meta, item.record)}>{item.title}</Link> : item.title}
            <span className="muted watch-under">{meta?.label}</span>
          </>
        );
      },
    },
    { key: "value", title: t("watchdog.value"), render: (item) => <span className="quality-value">{item.value}</span> },
    { key: "owner", title: t("watchdog.owner"), width: 120, render: (item) => item.owner },
    { key: "found", title: t("watchdog.foundAt"), width: 150, render: (item) => showDateTime(item.found_at) },
    {
      key: "act",
      title: left ? t("watchdog.because") : t("watchdog.mendTitle"),
      width: 240,
      render: (item) =>
        left ? (
          <span className="muted">{[item.reason, item.left_by].filter(Boolean).join(" · ")}</span>
        ) : item.object === "user" && !objects.find((each) => each.name === "user")?.rights.update ? (
          <Link to="/profile">{t("watchdog.toProfile")}</Link>
        ) : (
          <span className="watch-acts">
            {kind !== "reminder" && (
              <Button size="small" type="primary" aria-label={`${t("watchdog.mend")}: ${item.title}`} onClick={() => setMending(item)}>
                {t("watchdog.mend")}
              </Button>
            )}
            <Button size="small" aria-label={`${t("watchdog.leave")}: ${item.title}`} onClick={() => setLeaving(item)}>
              {t("watchdog.leave")}
            </Button>
          </span>
        ),
    },
  ];
  return (
    <>
      {picks && (
        <div className="page-filters">
          <Checkbox checked={chosen.size === data.items.length} indeterminate={chosen.size > 0 && chosen.size < data.items.length} onChange={({ target }) => setChosen(new Set(target.checked ? data.items.map((each) => each.id) : []))}>
            {t("watchdog.all")}
          </Checkbox>
          <span className="quality-person">
            <RecordPicker field={referenceTo("user", t("watchdog.owner"))} value={owner} onChange={setOwner} />
          </span>
          <Button type="primary" loading={busy} disabled={chosen.size === 0 || !owner} onClick={() => void handOver()}>
            {t("watchdog.handOver", { count: chosen.size })}
          </Button>
        </div>
      )}
      <PlainTable rows={data.items} columns={columns} rowKey={(item) => item.id} />
      {data.count > data.items.length && <p className="muted">{t("watchdog.onlyNewest", { count: data.items.length, all: data.count })}</p>}
      {mending && <MendDialog item={mending} onClose={() => setMending(null)} onMended={again} />}
      <Modal open={leaving !== null} title={leaving?.title} okText={t("watchdog.leave")} okButtonProps={{ disabled: !reason.trim(), loading: busy }} onOk={() => void leave()} onCancel={() => setLeaving(null)}>
        <label htmlFor="quality-reason">{t("watchdog.leaveWhy")}</label>
        <Input.TextArea id="quality-reason" rows={2} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
      </Modal>
    </>
  );
}
