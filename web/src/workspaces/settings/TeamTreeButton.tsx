/** From the list of teams to their tree. */
import { ApartmentOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";

export function TeamTreeButton() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Button icon={<ApartmentOutlined />} onClick={() => void navigate("/teams/tree")}>
      {t("settings.teams.tree")}
    </Button>
  );
}
