/** What became of my leads: for each lead given away, who has it, whether they took it, and what happened and comes next. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Button, Segmented, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { useLive } from "../../api/live";
import { fieldOf, recordPath, useObject } from "../../api/objects";
import type { Ref } from "../../api/types";
import { showDateTime, showRelative } from "../../lib/time";
import { ChoiceTag } from "../../ui/ChoiceTag";
import { ReportActions } from "../../objects/ReportActions";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { PersonAvatar } from "../../ui/PersonAvatar";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { automationQuery } from "../automation/calls";
import { Countdown } from "../automation/Countdown";
import { givenPages, type GivenLead, type GivenState } from "./calls";
import { durationOf } from "./duration";
import "./handover.css";

const STATES: readonly GivenState[] = ["all", "open", "waiting"];

export function MyLeadsPage() {
  const { t } = useTranslation();
  const meta = useObject("lead");
  const handOvers = useObject("hand_over");
  const [search, setSearch] = useSearchParams();
  const state = STATES.find((each) => each === search.get("state")) ?? "all";
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(givenPages(state));
  useLive(["lead"]);
  const leads = data?.pages.flatMap((page) => page.items) ?? [];
  const colorOf = (status: string) => fieldOf(meta ?? NO_FIELDS, "status")?.choices?.find((choice) => choice.value === status)?.color;

  const columns: PlainColumn<GivenLead>[] = [
    {
      key: "lead",
      title: t("handover.mine.lead"),
      heading: true,
      render: (lead) => (
        <>
          {lead.can_open && meta ? <Link to={recordPath(meta, lead.id)}>{lead.name}</Link> : lead.name}
          {lead.company && <div className="muted given-company">{lead.company}</div>}
        </>
      ),
    },
    { key: "status", title: t("handover.mine.status"), width: 100, render: (lead) => <ChoiceTag color={colorOf(lead.status)}>{lead.status_label}</ChoiceTag> },
    { key: "owner", title: t("handover.mine.owner"), width: 150, render: (lead) => <Person person={lead.owner} note={lead.territory?.title} /> },
    { key: "acceptance", title: t("handover.mine.acceptance"), width: 190, render: (lead) => <Acceptance lead={lead} /> },
    {
      key: "last",
      title: t("handover.mine.last"),
      width: 190,
      render: ({ last }) =>
        last && (
          <span>
            {last.text}
            <div className="muted given-company" title={showDateTime(last.at)}>
              {last.actor?.title} {showRelative(last.at)}
            </div>
          </span>
        ),
    },
    { key: "next", title: t("handover.mine.next"), width: 190, render: (lead) => (lead.can_open ? <NextTimer lead={lead.id} /> : null) },
  ];

  return (
    <div className="page">
      <PageHead title={t("handover.mine.title")} about={t("handover.mine.about")}>
        {handOvers && <ReportActions source="hand_overs" parameters={{}} />}
      </PageHead>
      <div className="page-filters">
        <Segmented<GivenState>
          value={state}
          onChange={(next) => setSearch(next === "all" ? {} : { state: next }, { replace: true })}
          options={STATES.map((value) => ({ value, label: t(`handover.mine.${value}`) }))}
        />
      </div>
      {!data ? (
        error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />
      ) : leads.length === 0 ? (
        <EmptyState text={t(state === "waiting" ? "handover.mine.noneWaiting" : "handover.mine.none")} />
      ) : (
        <PlainTable rows={leads} columns={columns} rowKey={(lead) => lead.id} rowClass={(lead) => (lead.is_waiting ? "is-waiting-lead" : "")} />
      )}
      {hasNextPage && (
        <div className="page-more">
          <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t("list.loadMore")}
          </Button>
        </div>
      )}
    </div>
  );
}

const NO_FIELDS = { fields: [] } as unknown as NonNullable<ReturnType<typeof useObject>>;

function Person({ person, note }: { person: Ref | null; note?: string | undefined }) {
  const { t } = useTranslation();
  if (!person) return <span className="muted">{t("handover.mine.nobody")}</span>;
  return (
    <span>
      <span className="person">
        <PersonAvatar name={person.title} /> {person.title}
      </span>
      {note && <div className="muted given-company">{note}</div>}
    </span>
  );
}

function Acceptance({ lead }: { lead: GivenLead }) {
  const { t } = useTranslation();
  const [now] = useState(() => new Date().toISOString());
  const end = lead.accepted_at ?? (lead.is_waiting ? now : null);
  const left = lead.handed_over_at && end ? durationOf((Date.parse(end) - Date.parse(lead.handed_over_at)) / 3_600_000) : null;
  const time = left && t(`handover.time.${left.key}`, left.values);
  return (
    <div>
      {lead.is_waiting ? (
        <Tag color="warning">{t("handover.mine.waits", { time })}</Tag>
      ) : lead.accepted_at ? (
        <Tag color="success">{time ? t("handover.mine.accepted", { time }) : t("handover.mine.acceptedOnly")}</Tag>
      ) : (
        !lead.handed_over_at && <span className="muted">{t("handover.mine.notHanded")}</span>
      )}
      {lead.handed_over_at && (
        <div className="muted given-company" title={showDateTime(lead.handed_over_at)}>
          {t("handover.mine.handed", { when: showRelative(lead.handed_over_at) })}
        </div>
      )}
      {lead.history.length > 0 && (
        <details className="given-history">
          <summary>{t("handover.mine.history", { count: lead.history.length })}</summary>
          <ul>
            {lead.history.map((step) => (
              <li key={step.id}>
                <time className="muted">{showDateTime(step.answered_at ?? step.offered_at)}</time> {t(`handover.mine.state.${step.state}`, { who: step.receiver?.title ?? "?" })}
                {step.reason && <div className="pre-line">“{step.reason}”</div>}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function NextTimer({ lead }: { lead: number }) {
  const { data } = useQuery(automationQuery({ name: "lead", plural: "leads" }, lead));
  const next = data?.waiting.filter((each) => each.wake_at).sort((a, b) => String(a.wake_at).localeCompare(String(b.wake_at)))[0];
  if (!next?.wake_at) return null;
  return (
    <span>
      {next.text}
      <div className="given-company">
        <span className="muted">{showDateTime(next.wake_at)}</span> <Countdown until={next.wake_at} />
      </div>
    </span>
  );
}
