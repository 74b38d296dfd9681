/** What can be done with the ticked rows; "everything that matches" goes to the server as the filter, not as ids. */
import { CloseOutlined, DeleteOutlined, DownloadOutlined, EditOutlined, ThunderboltOutlined, UserSwitchOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Dropdown } from "antd";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { lazily } from "../../api/parts";
import { Cancelled } from "../../api/problem";
import { activeBulkJobs, bulk, recordSummary, startBulkJob, verbOf, type BulkRequest, type ListQuery } from "../../api/records";
import type { ActionMeta, FieldMeta, ObjectMeta } from "../../api/types";
import { Catch } from "../../ui/Catch";
import { sentenceOf } from "../../ui/Problems";
import { kindOf } from "../fields/kinds";
import { slot, slotFor } from "../slots";
import { noSelection, type Selection } from "./selection";
import { useExport } from "./useExport";
import { ownerField } from "./useList";

const EffectsPanel = lazily(() => import("../actions/EffectsPanel").then((module) => ({ default: module.EffectsPanel })));
const BulkEditDialog = lazily(() => import("./BulkEditDialog").then((module) => ({ default: module.BulkEditDialog })));
const ActionDialog = lazily(() => import("../actions/ActionDialog").then((module) => ({ default: module.ActionDialog })));

interface Props {
  meta: ObjectMeta;
  query: ListQuery;
  selection: Selection;
  onSelect: (selection: Selection) => void;
  columns: string[];
}

/** More records than this are changed in the background. */
const AT_ONCE = 500;

export function BulkBar({ meta, query, selection, onSelect, columns }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { modal, message } = App.useApp();
  const [editing, setEditing] = useState<FieldMeta[] | null>(null);
  const [acting, setActing] = useState<ActionMeta | null>(null);
  const exportFile = useExport(meta);
  const shown = selection.ids.length > 0;
  const summary = useQuery({ ...recordSummary(meta, { filter: query.filter ?? null, search: query.search ?? null }), enabled: shown });
  if (!shown) return null;

  const matching = summary.data ? summary.data.count : selection.ids.length;
  const count = selection.everything ? matching : selection.ids.length;
  const target: Pick<BulkRequest, "ids" | "filter" | "search"> = selection.everything
    ? { filter: query.filter ?? { all: [] }, search: query.search ?? "" }
    : { ids: [...selection.ids] };
  const shownFirst = [...columns, ...meta.sections.flatMap((section) => section.fields)];
  const place = (field: FieldMeta) => (shownFirst.includes(field.name) ? shownFirst.indexOf(field.name) : 500) + (field.name === meta.title_field ? 1000 : 0);
  const writable = meta.fields.filter((field) => field.right === "write" && !field.read_only && !kindOf(field).formOnly).sort((a, b) => place(a) - place(b));
  const owner = ownerField(meta);
  const actions = meta.actions.filter((action) => action.bulk);

  const run = async (request: Omit<BulkRequest, "ids" | "filter" | "search">, sentence: (count: number) => string) => {
    if (count === null || count > AT_ONCE) {
      await startBulkJob(meta, { automation: "run", ...request, ...target } as Parameters<typeof startBulkJob>[1]);
      onSelect(noSelection);
      await client.invalidateQueries({ queryKey: activeBulkJobs.queryKey });
      return;
    }
    const answer = await bulk(meta, { automation: "run", ...request, ...target }, { undo: sentence(count) });
    onSelect(noSelection);
    void client.invalidateQueries({ queryKey: ["records"] });
    if (answer.failed.length > 0) {
      modal.warning({
        title: `${sentence(answer.count)} · ${t("bulk.failed", { count: answer.failed.length })}`,
        width: 560,
        content: (
          <ul className="failures">
            {answer.failed.slice(0, 100).map((each) => (
              <li key={each.id}>
                <b>{each.title}</b> {each.detail}
              </li>
            ))}
          </ul>
        ),
      });
    }
  };
  const safely = (work: Promise<void>) =>
    work.catch((error: unknown) => {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    });

  return (
    <div className="bulk-bar" role="toolbar" aria-label={t("list.selected", { count: count ?? 0 })}>
      <b>{count === null ? t("list.allManySelected") : selection.everything ? t("list.allSelected", { count }) : t("list.selected", { count })}</b>
      {!selection.everything && (matching === null || matching > selection.ids.length) && (
        <Button type="link" size="small" onClick={() => onSelect({ ...selection, everything: true })}>
          {matching === null ? t("list.selectAllMany") : t("list.selectAll", { count: matching })}
        </Button>
      )}
      <span className="bulk-buttons">
        {meta.rights.update && owner && owner.right === "write" && (
          <Button size="small" icon={<UserSwitchOutlined />} onClick={() => setEditing([owner])}>
            {t("bulk.assign")}
          </Button>
        )}
        {meta.rights.update && (
          <Button size="small" icon={<EditOutlined />} onClick={() => setEditing(writable)}>
            {t("bulk.edit")}
          </Button>
        )}
        {actions.length > 0 && (
          <Dropdown trigger={["click"]} menu={{ items: actions.map((action) => ({ key: action.name, label: action.label, danger: action.danger })), onClick: ({ key }) => setActing(actions.find((action) => action.name === key) ?? null) }}>
            <Button size="small" icon={<ThunderboltOutlined />}>
              {t("bulk.actions")}
            </Button>
          </Dropdown>
        )}
        {slotFor(slot("bulkActions"), meta.name).map(({ key, Part }) => (
          <Catch key={key}>
            <Suspense fallback={null}>
              <Part meta={meta} count={count ?? 0} target={target} onDone={() => onSelect(noSelection)} />
            </Suspense>
          </Catch>
        ))}
        {meta.rights.export && (
          <Button size="small" icon={<DownloadOutlined />} onClick={() => void exportFile({ format: "xlsx", filter: query.filter ?? null, search: query.search ?? "", columns, selection })}>
            {t("list.export")}
          </Button>
        )}
        {meta.rights.delete && (
          <Button
            size="small"
            danger
            icon={<DeleteOutlined />}
            onClick={() =>
              modal.confirm({
                title: count === null ? t("bulk.deleteManySure") : t("bulk.deleteSure", { count }),
                content: (
                  <>
                    {t("bulk.deleteText")}
                    {count !== null && count <= AT_ONCE && (
                      <Suspense fallback={null}>
                        <EffectsPanel call={{ method: "POST", path: `/api/${meta.plural}/bulk`, body: { do: "delete", ...target } }} isOpen />
                      </Suspense>
                    )}
                  </>
                ),
                okText: t("bulk.delete"),
                okButtonProps: { danger: true },
                onOk: () => safely(run({ do: "delete" }, (done) => t("bulk.deleted", { count: done }))),
              })
            }
          >
            {t("bulk.delete")}
          </Button>
        )}
      </span>
      <Button size="small" type="text" icon={<CloseOutlined />} onClick={() => onSelect(noSelection)}>
        {t("list.clearSelection")}
      </Button>
      <Suspense fallback={null}>
        {editing && (
          <BulkEditDialog
            meta={meta}
            fields={editing}
            count={count ?? 0}
            onClose={() => setEditing(null)}
            onSave={async (values, automation) => {
              await run({ do: "update", values, automation }, (done) => t("bulk.done", { count: done }));
              setEditing(null);
            }}
          />
        )}
        {acting && (
          <ActionDialog
            action={acting}
            count={count ?? 0}
            onClose={() => setActing(null)}
            onRun={async (input) => {
              await run({ do: "action", action: verbOf(acting), input }, (done) => `${acting.label}: ${t("bulk.done", { count: done })}`);
            }}
          />
        )}
      </Suspense>
    </div>
  );
}
