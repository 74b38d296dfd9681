/** What everything is called: search, change in place, back to the delivered name, tables for translators. */
import { DownloadOutlined, SearchOutlined, UploadOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Dropdown, Input, Segmented, Select, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { address } from "../../api/client";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { sentenceOf } from "../../ui/Problems";
import { useAddressParts } from "../../ui/useAddressParts";
import { useDebounced } from "../../ui/useDebounced";
import { changeNames, compareNames, namesQuery, type NameChange, type NameItem, type NamedObject, type NamesComparison, type Only, type Tongue } from "./calls";
import { FileDialog } from "./FileDialog";
import { NamesTable } from "./NamesTable";
import { groupsOf, nameOf } from "./rows";
import "./names.css";

const ALL = "*";
const ONLY = ["all", "changed", "missing_zh", "missing_en"] as const;

export function NamesPage() {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [search, set] = useAddressParts();
  const [sought, setSought] = useState(search.get("search") ?? "");
  const [comparison, setComparison] = useState<NamesComparison | null>(null);
  const object = search.get("object") ?? "account";
  const only = ONLY.find((each) => each === search.get("only")) ?? "all";
  const kind = search.get("kind") ?? "";
  const narrowed: Only = only === "all" ? "" : only;
  const asked = { object: object === ALL ? "" : object, search: useDebounced(sought.trim(), 300), only: narrowed };
  const { data, error, refetch } = useQuery(namesQuery(asked));

  const refresh = async () => {
    await Promise.all([client.invalidateQueries({ queryKey: ["records", "own_name"] }), client.invalidateQueries({ queryKey: ["objects"] })]);
  };
  const change = async (wanted: NameChange, sentence: string): Promise<boolean> => {
    try {
      await changeNames([wanted], sentence);
      await refresh();
      return true;
    } catch (problem) {
      void message.error(sentenceOf(problem));
      return false;
    }
  };
  const called = (item: NameItem) => nameOf(item, i18n.language.startsWith("zh"));
  const save = (item: NameItem, tongue: Tongue, text: string) => change({ id: item.id, [tongue]: text }, t("names.saved", { name: called(item) }));
  const reset = (item: NameItem) => void change({ id: item.id, en: "", zh: "" }, t("names.resetDone", { name: called(item) }));
  const compare = async (file: File) => {
    try {
      setComparison(await compareNames(file));
    } catch (problem) {
      void message.error(sentenceOf(problem));
    }
  };

  const groups = data ? groupsOf(data.items, kind) : [];
  const kinds = data ? groupsOf(data.items, "") : [];
  const files = (["xlsx", "csv"] as const).map((format) => ({ key: format, label: <a href={address("/api/names/file", { ...asked, format })}>{format.toUpperCase()}</a> }));
  return (
    <div className="page">
      <PageHead title={t("names.title")} about={t("names.about")} back="/setup">
        <Dropdown menu={{ items: files }} trigger={["click"]}>
          <Button icon={<DownloadOutlined />}>{t("names.out")}</Button>
        </Dropdown>
        <Upload
          accept=".csv,.xlsx"
          showUploadList={false}
          beforeUpload={(file) => {
            void compare(file);
            return false;
          }}
        >
          <Button icon={<UploadOutlined />}>{t("names.in")}</Button>
        </Upload>
      </PageHead>
      <div className="page-filters">
        <Select
          showSearch={{ optionFilterProp: "title" }}
          className="filter-select names-object"
          popupMatchSelectWidth={false}
          aria-label={t("names.object")}
          value={object}
          options={[{ value: ALL, label: t("names.everything"), title: t("names.everything") }, ...(data?.objects ?? []).map((each) => ({ value: each.name, label: <ObjectOption named={each} />, title: each.label }))]}
          onChange={(name) => set("object", name)}
        />
        <Select
          className="filter-select"
          popupMatchSelectWidth={false}
          aria-label={t("names.kind")}
          value={kind}
          options={[{ value: "", label: t("names.anyKind") }, ...kinds.map((group) => ({ value: group.kind, label: `${group.label} (${group.items.length})` }))]}
          onChange={(name) => set("kind", name)}
        />
        <Input className="names-search" allowClear prefix={<SearchOutlined />} maxLength={100} placeholder={t("names.search")} aria-label={t("names.search")} value={sought} onChange={(event) => setSought(event.target.value)} />
        <Segmented value={only} options={ONLY.map((each) => ({ value: each, label: t(`names.only.${each}`) }))} onChange={(each) => set("only", each === "all" ? "" : each)} />
      </div>
      {!data ? (
        error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />
      ) : groups.length === 0 ? (
        <EmptyState text={only.startsWith("missing") && !asked.search ? t("names.noneMissing") : t("names.none")} />
      ) : (
        <NamesTable groups={groups} objects={asked.object ? null : data.objects} onSave={save} onReset={reset} />
      )}
      {data?.has_more && <p className="muted">{t("names.more", { count: data.items.length })}</p>}
      {comparison && (
        <FileDialog
          found={comparison}
          onClose={() => setComparison(null)}
          onDone={() => {
            setComparison(null);
            void refresh();
          }}
        />
      )}
    </div>
  );
}

function ObjectOption({ named }: { named: NamedObject }) {
  const { t } = useTranslation();
  const missing = named.missing_en + named.missing_zh;
  const notes = [named.changed ? t("names.counts", { changed: named.changed }) : "", missing ? t("names.missing", { count: missing }) : ""].filter(Boolean);
  return (
    <>
      {named.label}
      {notes.length > 0 && <span className="muted"> · {notes.join(" · ")}</span>}
    </>
  );
}
