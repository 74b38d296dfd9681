/** What was sent to this customer, and what they read of it. */
import { FileTextOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { lazily } from "../../api/parts";
import type { RecordSlotProps } from "../../objects/slots";
import { Problems } from "../../ui/Problems";
import { linksQuery } from "./calls";
import { LinkRow } from "./LinkRow";
import "./documents.css";

const SendDialog = lazily(() => import("./SendDialog").then((module) => ({ default: module.SendDialog })));
const FEW = 5;

export function DocumentsPanel({ meta, record }: RecordSlotProps) {
  const { t } = useTranslation();
  const { data, error } = useQuery(linksQuery(meta, record.id));
  const [sending, setSending] = useState(false);
  const [all, setAll] = useState(false);
  if (!data) return error ? <Problems error={error} /> : null;
  if (!data.may_send && data.items.length === 0) return null;
  return (
    <section className="panel related" aria-label={t("documents.title")}>
      <div className="panel-line">
        <span className="related-head">
          <FileTextOutlined /> {t("documents.title")}
        </span>
        <span className="grow" />
        {data.may_send && (
          <Button size="small" type="link" icon={<PlusOutlined />} onClick={() => setSending(true)}>
            {t("documents.send")}
          </Button>
        )}
      </div>
      {data.items.length === 0 && <div className="related-row muted">{t("documents.none")}</div>}
      {(all ? data.items : data.items.slice(0, FEW)).map((link) => (
        <LinkRow key={link.id} link={link} meta={meta} record={record} />
      ))}
      {!all && data.items.length > FEW && (
        <div className="related-row">
          <Button size="small" type="link" onClick={() => setAll(true)}>
            {t("documents.showAll", { count: data.items.length })}
          </Button>
        </div>
      )}
      {sending && (
        <Suspense fallback={null}>
          <SendDialog meta={meta} record={record} onClose={() => setSending(false)} />
        </Suspense>
      )}
    </section>
  );
}
