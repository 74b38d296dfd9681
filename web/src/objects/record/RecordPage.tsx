/** The page of one record of any object: highlights and actions on top, then details, timeline and what is related. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Tabs } from "antd";
import { Suspense, useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { useLive } from "../../api/live";
import { useObjectByPlural } from "../../api/objects";
import { isProblem } from "../../api/problem";
import { listedRecord, recordQuery } from "../../api/records";
import { useMe } from "../../api/session";
import type { ObjectMeta, Row } from "../../api/types";
import { rememberOpened } from "../../lib/places";
import { Catch } from "../../ui/Catch";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { useNarrow } from "../../ui/useNarrow";
import { useTitle } from "../../ui/useTitle";
import { slot, slotFor, type RecordSlot } from "../slots";
import { AutomationCard } from "./AutomationCard";
import { Details } from "./Details";
import { RecordHead } from "./RecordHead";
import { RelatedCards } from "./RelatedCards";
import { StagePath } from "./StagePath";
import { Timeline } from "./Timeline";

export function RecordPage() {
  const { t } = useTranslation();
  const { plural, id } = useParams();
  const meta = useObjectByPlural(plural);
  if (!meta?.rights.read || !id) return <EmptyState text={t("error.notFoundHint")} />;
  return <Loaded key={`${meta.name} ${id}`} meta={meta} id={id} />;
}

function Loaded({ meta, id }: { meta: ObjectMeta; id: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data, error, refetch } = useQuery({ ...recordQuery(meta, id), placeholderData: () => listedRecord(client, meta, id) });
  const around = [...new Set(meta.related.map((each) => each.object))];
  useLive([`${meta.name}:${id}`, ...around]);
  useTitle(data && (data.title || meta.label));
  useEffect(() => rememberOpened(meta.name, Number(id)), [id, meta.name]);

  if (!data && isProblem(error) && (error.status === 404 || error.status === 403)) return <EmptyState text={t("record.gone")} />;
  if (!data && error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={10} />;
  return <Shown meta={meta} record={data} />;
}

function Shown({ meta, record }: { meta: ObjectMeta; record: Row }) {
  const { t } = useTranslation();
  const me = useMe();
  const narrow = useNarrow();
  const fits = <T extends RecordSlot>(items: T[]) => slotFor(items, meta.name).filter((each) => each.visible?.(record, me) ?? true);
  const panels = fits(slot("recordPanels"));
  const tabs = fits(slot("recordTabs"));

  const [tab, setTab] = useTab(meta.name);

  const part = (key: string, content: ReactNode) => (
    <Catch key={key}>
      <Suspense fallback={<Loading rows={3} />}>{content}</Suspense>
    </Catch>
  );
  const details = <Details meta={meta} record={record} />;
  const timeline = <Timeline meta={meta} record={record} />;
  const aside = (
    <>
      {panels.map(({ key, Part }) => part(key, <Part meta={meta} record={record} />))}
      {!panels.some((panel) => panel.key === "automation") && <AutomationCard meta={meta} record={record} />}
      <RelatedCards meta={meta} record={record} />
    </>
  );
  const more = tabs.map(({ key, label, Part }) => ({ key, label: t(label), children: part(key, <Part meta={meta} record={record} />) }));

  const middle = [{ key: "timeline", label: t("record.timeline"), children: timeline }, ...more];
  const narrowTabs = [{ key: "details", label: t("record.details"), children: details }, ...middle, { key: "related", label: t("record.related"), children: aside }];
  const shown = (items: { key: string }[]) => (items.find((each) => each.key === tab) ?? items[0])?.key ?? "";

  return (
    <div className="record-page">
      {fits(slot("recordBanners")).map(({ key, Part }) => part(key, <Part meta={meta} record={record} />))}
      <RecordHead meta={meta} record={record} />
      <StagePath meta={meta} record={record} />
      {fits(slot("recordGuides")).map(({ key, Part }) => part(key, <Part meta={meta} record={record} />))}
      {narrow ? (
        <Tabs className="record-tabs" activeKey={shown(narrowTabs)} onChange={setTab} items={narrowTabs} />
      ) : (
        <div className="record-columns">
          <div className="record-left">{details}</div>
          <main className="record-middle">{more.length > 0 ? <Tabs activeKey={shown(middle)} onChange={setTab} items={middle} /> : timeline}</main>
          <aside className="record-right">{aside}</aside>
        </div>
      )}
    </div>
  );
}

/** The tab that was chosen last on records of this object, for as long as the browser's tab is open. */
function useTab(object: string): [string, (tab: string) => void] {
  const name = `magpie.tab.${object}`;
  const [tab, setTab] = useState(() => {
    try {
      return sessionStorage.getItem(name) ?? "";
    } catch {
      return "";
    }
  });
  const choose = (next: string) => {
    setTab(next);
    try {
      sessionStorage.setItem(name, next);
    } catch {
      return;
    }
  };
  return [tab, choose];
}
