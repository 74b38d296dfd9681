/** The number schemes: what comes next, how many were given. */
import { PlusOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Popconfirm, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { sentenceOf } from "../../ui/Problems";
import { numberExisting, schemesQuery, type Scheme } from "./calls";
import { SchemeDrawer } from "./SchemeDrawer";
import "./numbering.css";

export function NumberingPage() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const { data, error, refetch } = useQuery(schemesQuery);
  const [open, setOpen] = useState<Scheme | "new" | null>(null);
  const begin = async (scheme: Scheme) => {
    try {
      await numberExisting(scheme.id);
      void message.success(t("numbering.existingBegun"));
    } catch (problem) {
      void message.error(sentenceOf(problem));
    }
  };
  const columns: PlainColumn<Scheme>[] = [
    {
      key: "object",
      title: t("numbering.object"),
      heading: true,
      render: (scheme) => (
        <Button type="link" className="numbering-open" onClick={() => setOpen(scheme)}>
          {scheme.object_label}
        </Button>
      ),
    },
    { key: "field", title: t("numbering.field"), render: (scheme) => scheme.field_label },
    { key: "next", title: t("numbering.next"), render: (scheme) => (scheme.is_active ? <span className="numbering-numbers">{scheme.next[0]}</span> : <Tag>{t("numbering.off")}</Tag>) },
    { key: "reset", title: t("numbering.reset"), render: (scheme) => t(`numbering.resets.${scheme.reset}`) },
    { key: "given", title: t("numbering.given"), align: "right", render: (scheme) => scheme.given.toLocaleString() },
    {
      key: "do",
      title: "",
      align: "right",
      render: (scheme) =>
        scheme.is_active && (
          <Popconfirm title={t("numbering.existing")} description={t("numbering.existingAsk")} onConfirm={() => void begin(scheme)}>
            <Button size="small">{t("numbering.existing")}</Button>
          </Popconfirm>
        ),
    },
  ];
  return (
    <div className="page">
      <PageHead title={t("numbering.title")} about={t("numbering.about")} back="/setup">
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setOpen("new")}>
          {t("numbering.new")}
        </Button>
      </PageHead>
      {!data ? (
        error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />
      ) : data.items.length === 0 ? (
        <EmptyState text={t("numbering.none")} />
      ) : (
        <PlainTable rows={data.items} columns={columns} rowKey={(scheme) => scheme.id} />
      )}
      {open && (
        <SchemeDrawer
          scheme={open === "new" ? null : open}
          onClose={() => setOpen(null)}
          onDone={() => {
            setOpen(null);
            void client.invalidateQueries({ queryKey: ["records"] });
            void client.invalidateQueries({ queryKey: ["objects"] });
          }}
        />
      )}
    </div>
  );
}
