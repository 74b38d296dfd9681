/** How alike two records are. */
import { Tag } from "antd";
import { useTranslation } from "react-i18next";

export function Score({ score }: { score: number }) {
  const { t } = useTranslation();
  if (score >= 100) return <Tag color="red">{t("duplicates.same")}</Tag>;
  return <Tag color={score >= 90 ? "orange" : "gold"}>{t("duplicates.alike", { score })}</Tag>;
}
