/** Takes a condition or a group of them away. */
import { DeleteOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";

export function RemoveButton({ onClick }: { onClick: () => void }) {
  const { t } = useTranslation();
  return <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t("filter.remove")} onClick={onClick} />;
}
