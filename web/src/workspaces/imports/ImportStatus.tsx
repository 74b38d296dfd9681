/** How far an import has come. */
import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import type { Import } from "./calls";

const COLORS: Record<Import["status"], string> = { mapping: "default", queued: "processing", running: "processing", done: "success", failed: "error" };

export function ImportStatus({ status }: { status: Import["status"] }) {
  const { t } = useTranslation();
  return (
    <Tag color={COLORS[status]} variant="filled">
      {t(`imports.status.${status}`)}
    </Tag>
  );
}
