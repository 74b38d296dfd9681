/** The strip on top of a record: what it is, the most important fields, and what can be done. */
import { ArrowLeftOutlined, DeleteOutlined, DownOutlined, EditOutlined, UpOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Dropdown } from "antd";
import { lazy, Suspense, use, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { fieldOf, recordPath, useObjects } from "../../api/objects";
import { Cancelled } from "../../api/problem";
import { deleteRecord, runAction } from "../../api/records";
import { useMe } from "../../api/session";
import type { ActionMeta, ObjectMeta, Row } from "../../api/types";
import { matches } from "../../lib/matches";
import { showRelative } from "../../lib/time";
import { Catch } from "../../ui/Catch";
import { sentenceOf } from "../../ui/Problems";
import { useNarrow } from "../../ui/useNarrow";
import { asksNothing } from "../actions/asksNothing";
import { FieldShow } from "../fields/FieldShow";
import { titleOf } from "../fields/reference";
import { FormContext } from "../form/FormContext";
import { ObjectIcon } from "../ObjectIcon";
import { slot, slotFor } from "../slots";
import { listAddress, useNeighbours } from "./neighbours";
import { usePageKeys } from "./usePageKeys";

const ActionDialog = lazy(() => import("../actions/ActionDialog").then((module) => ({ default: module.ActionDialog })));

export function RecordHead({ meta, record }: { meta: ObjectMeta; record: Row }) {
  const { t } = useTranslation();
  const me = useMe();
  const narrow = useNarrow();
  const navigate = useNavigate();
  const client = useQueryClient();
  const objects = useObjects();
  const { modal, message } = App.useApp();
  const { openForm } = use(FormContext);
  const [acting, setActing] = useState<ActionMeta | null>(null);
  const actions = meta.actions.filter((action) => matches(action.available_if, record, me));
  const shown = narrow ? [] : actions.filter((action) => !action.danger).slice(0, 3);
  const others = actions.filter((action) => !shown.includes(action));

  const { previous, next, place, count } = useNeighbours(meta, record.id);
  const step = (to: number | null) => {
    if (to !== null) void navigate(recordPath(meta, to));
  };
  usePageKeys({
    e: () => {
      if (meta.rights.update) openForm({ object: meta.name, record });
    },
    "[": () => step(previous),
    "]": () => step(next),
  });

  const run = async (action: ActionMeta, input: Record<string, unknown>) => {
    const answer = await runAction(meta, record.id, action, input, { undo: `${action.label} · ${t("action.done")}` });
    await client.invalidateQueries({ queryKey: ["records"] });
    const target = answer.result && objects.find((each) => each.name === answer.result?.object);
    if (answer.result && target && !(target.name === meta.name && answer.result.id === record.id)) {
      const { result } = answer;
      void message.success({
        duration: 6,
        content: (
          <>
            {answer.message ?? t("action.done")} <Link to={recordPath(target, result.id)}>{result.title || target.label}</Link>
          </>
        ),
      });
    } else if (answer.message) void message.success(answer.message);
  };
  const choose = (action: ActionMeta | undefined) => {
    if (!action) return;
    if (!asksNothing(action)) setActing(action);
    else
      run(action, {}).catch((error: unknown) => {
        if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
      });
  };
  const drop = () =>
    modal.confirm({
      title: t("record.deleteSure", { title: record.title }),
      content: t("bulk.deleteText"),
      okText: t("record.delete"),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await deleteRecord(meta, record.id, { undo: t("record.deleted", { title: record.title }) });
          await navigate(`/${meta.plural}`);
          client.removeQueries({ queryKey: ["records", meta.name, "record", String(record.id)] });
          void client.invalidateQueries({ queryKey: ["records"] });
        } catch (error) {
          if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
        }
      },
    });

  const items = [
    ...others.map((action) => ({ key: action.name, label: action.label, danger: action.danger })),
    ...(narrow && meta.rights.update ? [{ key: "edit", icon: <EditOutlined />, label: t("record.edit") }] : []),
    ...(meta.rights.delete ? [{ type: "divider" as const }, { key: "delete", icon: <DeleteOutlined />, label: t("record.delete"), danger: true }] : []),
  ];
  const highlights = meta.highlights.flatMap((name) => fieldOf(meta, name) ?? []);
  const author = titleOf(record["created_by"]);

  return (
    <header className="record-head">
      <div className="record-line">
        <Link to={listAddress(meta.plural)} className="record-back" title={t("record.previous")} aria-label={t("record.previous")}>
          <ArrowLeftOutlined />
        </Link>
        <span className="record-icon">
          <ObjectIcon meta={meta} />
        </span>
        <div className="record-names">
          <div className="muted record-kind">{meta.label}</div>
          <h1 className="ellipsis" title={record.title}>
            {record.title || `#${record.id}`}
          </h1>
        </div>
        <span className="grow" />
        {place > 0 && !narrow && (
          <span className="record-steps muted">
            {place} / {count}
            <Button size="small" type="text" icon={<UpOutlined />} disabled={previous === null} aria-label={t("record.before")} title={`${t("record.before")} [`} onClick={() => step(previous)} />
            <Button size="small" type="text" icon={<DownOutlined />} disabled={next === null} aria-label={t("record.after")} title={`${t("record.after")} ]`} onClick={() => step(next)} />
          </span>
        )}
        <div className="record-actions">
          {shown.map((action, at) => (
            <Button key={action.name} type={at === 0 ? "primary" : "default"} onClick={() => choose(action)}>
              {action.label}
            </Button>
          ))}
          {slotFor(slot("recordActions"), meta.name).map(({ key, Part }) => (
            <Catch key={key}>
              <Suspense fallback={null}>
                <Part meta={meta} record={record} />
              </Suspense>
            </Catch>
          ))}
          {!narrow && meta.rights.update && (
            <Button icon={<EditOutlined />} onClick={() => openForm({ object: meta.name, record })}>
              {t("record.edit")}
            </Button>
          )}
          {items.length > 0 && (
            <Dropdown
              trigger={["click"]}
              menu={{
                items,
                onClick: ({ key }) => {
                  if (key === "delete") drop();
                  else if (key === "edit") openForm({ object: meta.name, record });
                  else choose(actions.find((action) => action.name === key));
                },
              }}
            >
              <Button>
                {narrow ? t("record.actions") : t("record.more")} <DownOutlined />
              </Button>
            </Dropdown>
          )}
        </div>
      </div>
      <div className="highlights">
        {highlights.length > 0 && (
          <dl>
            {highlights.map((field) => (
              <div key={field.name}>
                <dt>{field.label}</dt>
                <dd>
                  <FieldShow dense dash field={field} value={record[field.name]} record={record} />
                </dd>
              </div>
            ))}
          </dl>
        )}
        <div className="record-times muted">
          {t("record.updated", { when: showRelative(record.updated_at) })}
          {" · "}
          {t("record.created", { when: showRelative(record.created_at) })} {author && t("record.by", { who: author })}
        </div>
      </div>
      <Suspense fallback={null}>{acting && <ActionDialog action={acting} onClose={() => setActing(null)} onRun={(input) => run(acting, input)} />}</Suspense>
    </header>
  );
}
