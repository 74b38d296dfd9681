/** On a person: hand over all of their work. */
import { SwapOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { RecordSlotProps } from "../../objects/slots";

export function GiveAllButton({ record }: RecordSlotProps) {
  const { t } = useTranslation();
  return (
    <Link to={`/work-hand-overs/new?person=${record.id}`}>
      <Button icon={<SwapOutlined />}>{t("handover.work.allOf")}</Button>
    </Link>
  );
}
