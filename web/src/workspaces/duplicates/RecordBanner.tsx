/** Above a record: what may be the same, and what was merged into it. */
import { CopyOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { Cancelled } from "../../api/problem";
import type { RecordSlotProps } from "../../objects/slots";
import { sentenceOf } from "../../ui/Problems";
import { dismiss, duplicatesOf } from "./calls";
import { DuplicateList } from "./DuplicateList";
import "./duplicates.css";

export function RecordBanner({ meta, record }: RecordSlotProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { data } = useQuery(duplicatesOf(meta, record.id));
  if (!data || data.length === 0) return null;
  const own = data.filter((item) => item.object === meta.name && item.id !== null).map((item) => item.id as number);

  const notSame = async () => {
    try {
      for (const id of own) await dismiss(meta, [record.id, id]);
      void message.success(t("duplicates.dismissed"));
      await client.invalidateQueries({ queryKey: ["records", meta.name, "record", String(record.id)] });
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    }
  };

  return (
    <div className="duplicate-banner" role="status">
      <CopyOutlined className="duplicate-icon" />
      <b className="nowrap">{t("duplicates.banner")}</b>
      <DuplicateList items={data} most={3} />
      {own.length > 0 && meta.rights.update && (
        <span className="duplicate-buttons">
          <Button size="small" type="primary" onClick={() => void navigate(`/${meta.plural}/merge?ids=${[record.id, ...own].slice(0, 20).join(",")}`)}>
            {t("duplicates.compare")}
          </Button>
          <Button size="small" onClick={() => void notSame()}>
            {t("duplicates.notSame")}
          </Button>
        </span>
      )}
    </div>
  );
}
