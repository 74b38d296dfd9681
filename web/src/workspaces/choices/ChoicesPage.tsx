/** The built-in fields with choices: which there are and what they offer; one opens beside the table to be changed. */
import { SearchOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Input, Select, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useLive } from "../../api/live";
import { ChoiceTag } from "../../ui/ChoiceTag";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { useAddressParts } from "../../ui/useAddressParts";
import { setsQuery, type ChoiceSet } from "./calls";
import { ChoicesDrawer } from "./ChoicesDrawer";
import { shown } from "./draft";
import "./choices.css";

export function ChoicesPage() {
  const { t } = useTranslation();
  const [search, set] = useAddressParts();
  const { data, error, refetch } = useQuery(setsQuery);
  useLive(["choice_set", "own_name"]);
  const object = search.get("object") ?? "";
  const sought = search.get("search") ?? "";
  const open = search.get("set");
  const items = data?.items ?? [];
  const objects = new Map(items.flatMap((item) => item.fields.map((field) => [field.object, field.object_label] as const)));
  const columns: PlainColumn<ChoiceSet>[] = [
    {
      key: "field",
      title: t("choices.field"),
      heading: true,
      width: 260,
      render: (row) => (
        <Button type="link" size="small" className="choices-field" onClick={() => set("set", row.name)}>
          <span>{[...new Set(row.fields.map((field) => field.label))].join(" / ")}</span>
          <span className="muted">{row.fields.map((field) => field.object_label).join(" · ")}</span>
        </Button>
      ),
    },
    {
      key: "choices",
      title: t("choices.choices"),
      render: (row) => (
        <span className="choices-tags">
          {row.choices.map((choice) => (
            <span key={choice.value} className={choice.inactive ? "is-retired" : undefined} title={choice.inactive ? t("choices.retired") : undefined}>
              <ChoiceTag color={choice.color}>{choice.label}</ChoiceTag>
            </span>
          ))}
        </span>
      ),
    },
    {
      key: "state",
      title: "",
      width: 150,
      render: (row) => (
        <>
          {row.is_changed && <Tag color="processing">{t("choices.changed")}</Tag>}
          {!row.is_open && <span className="muted">{t("choices.closed")}</span>}
        </>
      ),
    },
  ];
  const rows = shown(items, object, sought);
  return (
    <div className="page">
      <PageHead title={t("choices.title")} about={t("choices.about")} back="/setup">
        <Link to="/fields">
          <Button tabIndex={-1}>{t("choices.ownFields")}</Button>
        </Link>
      </PageHead>
      <div className="page-filters">
        <Select
          allowClear
          className="choices-object"
          aria-label={t("choices.object")}
          placeholder={t("choices.anyObject")}
          value={object || null}
          options={[...objects].map(([value, label]) => ({ value, label }))}
          onChange={(value?: string | null) => set("object", value ?? "")}
        />
        <Input className="choices-search" allowClear prefix={<SearchOutlined />} maxLength={100} placeholder={t("choices.search")} aria-label={t("choices.search")} value={sought} onChange={(event) => set("search", event.target.value)} />
      </div>
      {!data ? error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading /> : rows.length === 0 ? <EmptyState text={t("choices.none")} /> : <PlainTable rows={rows} columns={columns} rowKey={(row) => row.name} />}
      {open && <ChoicesDrawer key={open} name={open} onClose={() => set("set", "")} />}
    </div>
  );
}
