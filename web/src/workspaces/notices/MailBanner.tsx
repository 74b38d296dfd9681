/** Tells administrators, and those whose messages wait, that a channel does not work. */
import { useQuery } from "@tanstack/react-query";
import { Alert, Flex } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { meQuery } from "../../api/session";
import { showDateTime } from "../../lib/time";
import { channelsQuery } from "./calls";

export function MailBanner() {
  const { t } = useTranslation();
  const me = useQuery(meQuery).data;
  const channels = useQuery(channelsQuery).data ?? [];
  const down = channels.filter((each) => each.status === "down" && (me?.is_administrator || each.own_queued > 0));
  return down.map((each) => {
    const waiting = me?.is_administrator ? each.queued : each.own_queued;
    return (
      <Alert
        key={each.channel}
        type="error"
        banner
        className="mail-banner"
        title={
          <Flex gap={4} wrap align="baseline">
            <b>{each.channel === "email" ? t("notices.mail.down") : t("notices.mail.channelDown", { name: each.label })}</b>
            {each.since && <span>{t("notices.mail.downSince", { when: showDateTime(each.since) })}</span>}
            {waiting > 0 && <span>{t("notices.mail.downQueued", { count: waiting })}</span>}
            {each.last_error && <code className="mail-banner-words">{each.last_error}</code>}
            <Link to="/deliveries">{t("notices.mail.deliveries")}</Link>
            {me?.is_administrator && <Link to={each.channel === "email" ? "/setup/mail" : "/setup/channels"}>{t("notices.mail.settings")}</Link>}
          </Flex>
        }
      />
    );
  });
}
