/** In a notice: by which rule, or through what one follows, one is told. */
import { QuestionCircleOutlined } from "@ant-design/icons";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Notice } from "../../api/types";

export function WhyLink({ notice }: { notice: Notice }) {
  const { t } = useTranslation();
  const { id, title } = notice.reason;
  return (
    <Link className="notice-why" to={id ? `/following?rule=${id}` : "/following"} title={title || t("following.title")}>
      <QuestionCircleOutlined /> {t("following.why")}
    </Link>
  );
}
