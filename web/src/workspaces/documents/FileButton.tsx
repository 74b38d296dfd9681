/** The file of a document. */
import { DownloadOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import type { RecordSlotProps } from "../../objects/slots";

export function FileButton({ record }: RecordSlotProps) {
  const { t } = useTranslation();
  return (
    <Button icon={<DownloadOutlined />} href={`/api/documents/${record.id}/file`}>
      {t("documents.downloadFile")}
    </Button>
  );
}
