/** A calm note while mails are kept inside the product because no mail server is set. */
import { InfoCircleOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { channelsQuery } from "./calls";

export function KeptNote({ onGo }: { onGo?: () => void }) {
  const { t } = useTranslation();
  const mail = useQuery(channelsQuery).data?.find((each) => each.channel === "email");
  if (mail?.status !== "outbox") return null;
  return (
    <p className="kept-note">
      <InfoCircleOutlined /> {t("notices.mail.kept")}{" "}
      <Link to="/outbox" onClick={onGo}>
        {t("notices.mail.look")}
      </Link>
    </p>
  );
}
