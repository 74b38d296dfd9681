/** The files that are kept with a record, prints among them. */
import { PaperClipOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { RecordSlotProps } from "../../objects/slots";
import { showRelative } from "../../lib/time";
import { filesQuery } from "./calls";
import "./prints.css";

export function FilesPanel({ meta, record }: RecordSlotProps) {
  const { t } = useTranslation();
  const { data } = useQuery({ ...filesQuery(meta.name, record.id), enabled: !meta.is_setup });
  const files = data?.items ?? [];
  if (files.length === 0) return null;
  return (
    <section className="panel" aria-label={t("prints.files")}>
      <div className="panel-line">
        <span className="panel-label">
          <PaperClipOutlined /> {t("prints.files")} <span className="muted">{files.length}</span>
        </span>
      </div>
      {files.map((file) => (
        <div key={file.id} className="print-file">
          <a href={`/api/files/${file.id}/download`} className="ellipsis" title={`${t("prints.download")}: ${file.name}`}>
            {file.name}
          </a>
          <span className="muted">{[file.owner, showRelative(file.created_at)].filter(Boolean).join(" · ")}</span>
        </div>
      ))}
    </section>
  );
}
