/** Above the list: which list, what can be done, search, filter, view. */
import { AppstoreOutlined, CloseCircleFilled, CloseOutlined, ColumnHeightOutlined, DownloadOutlined, EllipsisOutlined, ImportOutlined, PlusOutlined, ReloadOutlined, SearchOutlined, SortAscendingOutlined, SortDescendingOutlined, TableOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Button, Dropdown, Input, Segmented, Select, Space, type MenuProps } from "antd";
import { Suspense, use, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { ObjectMeta } from "../../api/types";
import { chipsOf, withoutChip } from "../../lib/filters";
import { useDebounced } from "../../ui/useDebounced";
import { useNarrow } from "../../ui/useNarrow";
import { FilterButton } from "../filter/FilterButton";
import { FilterText } from "../filter/FilterText";
import { FormContext } from "../form/FormContext";
import { slot, slotFor } from "../slots";
import { boardFields } from "../board/boardFields";
import { ColumnChooser } from "./ColumnChooser";
import { ListTabs } from "./ListTabs";
import type { Selection } from "./selection";
import { useExport } from "./useExport";
import type { ListTools } from "./useList";

interface Props {
  meta: ObjectMeta;
  list: ListTools;
  selection: Selection;
}

export function ListHead({ meta, list, selection }: Props) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { openForm } = use(FormContext);
  const { effective, change } = list;
  const fields = boardFields(meta);
  const sortable = meta.fields.filter((field) => field.sortable);
  const groupable = meta.fields.filter((field) => field.groupable);
  const sortField = effective.sort?.replace("-", "") ?? null;
  const descending = effective.sort?.startsWith("-") ?? false;

  const exportFile = useExport(meta);
  const sendFile = (format: "csv" | "xlsx") => void exportFile({ format, filter: effective.filter, search: effective.search, columns: effective.columns, selection });
  const exports: MenuProps["items"] = [
    { key: "xlsx", label: t("list.exportXlsx"), onClick: () => sendFile("xlsx") },
    { key: "csv", label: t("list.exportCsv"), onClick: () => sendFile("csv") },
  ];
  const startImport = () => void navigate(`/imports/new?object=${meta.name}`);
  const more: MenuProps["items"] = [
    ...(narrow && meta.rights.import ? [{ key: "import", icon: <ImportOutlined />, label: t("list.import"), onClick: startImport }] : []),
    ...(narrow && meta.rights.export ? [{ key: "export", icon: <DownloadOutlined />, label: t("list.export"), children: exports }] : []),
    ...(effective.view === "table" && !narrow
      ? [
          {
            key: "density",
            icon: <ColumnHeightOutlined />,
            label: t("list.density"),
            children: (["normal", "compact"] as const).map((density) => ({ key: density, label: t(`list.${density}`), disabled: effective.density === density, onClick: () => change({ density }) })),
          },
        ]
      : []),
    { key: "refresh", icon: <ReloadOutlined />, label: t("list.refresh"), onClick: () => void client.invalidateQueries({ queryKey: ["records", meta.name] }) },
  ];

  return (
    <header className="list-head">
      <div className="list-line">
        <ListTabs meta={meta} list={list} />
        <span className="grow" />
        {slotFor(slot("listActions"), meta.name).map(({ key, Part }) => (
          <Suspense key={key} fallback={null}>
            <Part meta={meta} />
          </Suspense>
        ))}
        {!narrow && meta.rights.import && (
          <Button icon={<ImportOutlined />} onClick={startImport}>
            {t("list.import")}
          </Button>
        )}
        {!narrow && meta.rights.export && (
          <Dropdown trigger={["click"]} menu={{ items: exports }}>
            <Button icon={<DownloadOutlined />}>{t("list.export")}</Button>
          </Dropdown>
        )}
        {meta.rights.create && (
          <Button type="primary" icon={<PlusOutlined />} aria-label={t("list.new", { object: meta.label })} onClick={() => openForm({ object: meta.name })}>
            {narrow ? null : t("list.new", { object: meta.label })}
          </Button>
        )}
        <Dropdown trigger={["click"]} menu={{ items: more }}>
          <Button icon={<EllipsisOutlined />} aria-label={t("list.more")} />
        </Dropdown>
      </div>
      <div className="list-line">
        <SearchInput key={`${meta.name} ${list.chosen}`} value={effective.search} onChange={(search) => change({ search }, true)} />
        <FilterButton meta={meta} filter={effective.filter} onApply={(filter) => change({ filter })} />
        {effective.view === "table" && !narrow && <ColumnChooser meta={meta} columns={effective.columns} standard={list.defaults.columns} onChange={(columns) => change({ columns })} />}
        {effective.view === "table" && !narrow && groupable.length > 0 && (
          <Select
            className="group-field"
            aria-label={t("list.groupBy")}
            placeholder={t("list.groupBy")}
            allowClear
            showSearch={{ optionFilterProp: "label" }}
            popupMatchSelectWidth={false}
            prefix={effective.group ? <span className="muted">{t("list.groupBy")}</span> : null}
            value={effective.group}
            options={groupable.map((field) => ({ value: field.name, label: field.label }))}
            onChange={(group: string | undefined) => change({ group: group ?? (list.defaults.group ? "" : null) })}
          />
        )}
        {(effective.view === "board" || narrow) && (
          <Space.Compact>
            <Select
              className="sort-field"
              aria-label={t("list.sort")}
              placeholder={t("list.sort")}
              allowClear
              popupMatchSelectWidth={false}
              value={sortField}
              options={sortable.map((field) => ({ value: field.name, label: field.label }))}
              onChange={(name: string | undefined) => change({ sort: name ?? null })}
            />
            <Button
              disabled={!sortField}
              icon={descending ? <SortDescendingOutlined /> : <SortAscendingOutlined />}
              aria-label={t(descending ? "list.descending" : "list.ascending")}
              title={t(descending ? "list.descending" : "list.ascending")}
              onClick={() => change({ sort: `${descending ? "" : "-"}${sortField ?? ""}` })}
            />
          </Space.Compact>
        )}
        <span className="grow" />
        {effective.view === "board" && fields.length > 1 && (
          <Select
            aria-label={t("board.by")}
            popupMatchSelectWidth={false}
            prefix={narrow ? null : <span className="muted">{t("board.by")}</span>}
            value={effective.board}
            options={fields.map((field) => ({ value: field.name, label: field.label }))}
            onChange={(group: string) => change({ group })}
          />
        )}
        {fields.length > 0 && (
          <Segmented<"table" | "board">
            value={effective.view}
            onChange={(view) => change({ view })}
            options={[
              { value: "table", label: narrow ? "" : t("list.table"), icon: <TableOutlined />, title: t("list.table") },
              { value: "board", label: narrow ? "" : t("list.board"), icon: <AppstoreOutlined />, title: t("list.board") },
            ]}
          />
        )}
      </div>
      {effective.filter && (
        <div className="chips">
          {chipsOf(effective.filter).map((chip, at) => (
            <span key={JSON.stringify(chip)} className="chip">
              <span className="ellipsis">
                <FilterText meta={meta} filter={chip} />
              </span>
              <button type="button" aria-label={t("filter.remove")} onClick={() => change({ filter: effective.filter && withoutChip(effective.filter, at) })}>
                <CloseOutlined />
              </button>
            </span>
          ))}
          {chipsOf(effective.filter).length > 1 && (
            <Button type="link" size="small" onClick={() => change({ filter: null })}>
              {t("filter.clear")}
            </Button>
          )}
        </div>
      )}
    </header>
  );
}

function SearchInput({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const [given, setGiven] = useState(value);
  const settled = useDebounced(text, 300);
  if (value !== given) {
    setGiven(value);
    if (value !== text.trim()) setText(value);
  }
  useEffect(() => {
    if (settled === text && settled.trim() !== value) onChange(settled.trim());
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only what is typed starts a search
  }, [settled]);
  return (
    <Input
      className="list-search"
      allowClear={{ clearIcon: <CloseCircleFilled aria-label={t("field.clear")} /> }}
      prefix={<SearchOutlined className="muted" />}
      placeholder={t("list.search")}
      aria-label={t("list.search")}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onPressEnter={() => onChange(text.trim())}
    />
  );
}
