/** The strip on top of a record: what it is, the most important fields, and what can be done. */
import { ArrowLeftOutlined, DeleteOutlined, DownOutlined, EditOutlined, UpOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Dropdown } from "antd";
import { Suspense, use } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { recordPath } from "../../api/objects";
import { lazily } from "../../api/parts";
import { Cancelled } from "../../api/problem";
import { deleteRecord } from "../../api/records";
import { useMe } from "../../api/session";
import type { ObjectMeta, Row } from "../../api/types";
import { matches } from "../../lib/matches";
import { showRelative } from "../../lib/time";
import { Catch } from "../../ui/Catch";
import { sentenceOf } from "../../ui/Problems";
import { useNarrow } from "../../ui/useNarrow";
import { useAction } from "../actions/useAction";
import { titleOf } from "../fields/reference";
import { FormContext } from "../form/FormContext";
import { ObjectIcon } from "../ObjectIcon";
import { slot, slotFor } from "../slots";
import { Highlights } from "./Highlights";
import { listAddress, useNeighbours } from "./neighbours";
import { usePageKeys } from "./usePageKeys";

const EffectsPanel = lazily(() => import("../actions/EffectsPanel").then((module) => ({ default: module.EffectsPanel })));
const BACK = { back: true };

export function RecordHead({ meta, record }: { meta: ObjectMeta; record: Row }) {
  const { t } = useTranslation();
  const me = useMe();
  const narrow = useNarrow();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { modal, message } = App.useApp();
  const { openForm } = use(FormContext);
  const { choose, dialog } = useAction(meta);
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

  const drop = () =>
    modal.confirm({
      title: t("record.deleteSure", { title: record.title }),
      content: (
        <>
          {t("bulk.deleteText")}
          <Suspense fallback={null}>
            <EffectsPanel call={{ method: "DELETE", path: `/api/${meta.plural}/${record.id}` }} isOpen />
          </Suspense>
        </>
      ),
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
  const author = titleOf(record["created_by"]);

  return (
    <header className="record-head">
      <div className="record-line">
        <Link to={listAddress(meta.plural)} state={BACK} className="record-back" title={t("record.previous")} aria-label={t("record.previous")}>
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
            <Button key={action.name} type={at === 0 ? "primary" : "default"} onClick={() => choose(record, action)}>
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
                  else actions.filter((action) => action.name === key).forEach((action) => choose(record, action));
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
        <Highlights meta={meta} record={record} />
        <div className="record-times muted">
          {t("record.updated", { when: showRelative(record.updated_at) })}
          {" · "}
          {t("record.created", { when: showRelative(record.created_at) })} {author && t("record.by", { who: author })}
        </div>
      </div>
      {dialog}
    </header>
  );
}
