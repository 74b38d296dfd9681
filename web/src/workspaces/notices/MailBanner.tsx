/** Tells administrators, and those whose mails wait, that the mail server does not work. */
import { useQuery } from "@tanstack/react-query";
import { Alert, Flex } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { get } from "../../api/client";
import { meQuery } from "../../api/session";
import { showDateTime } from "../../lib/time";
import { channelsQuery, type LedgerEntry } from "./calls";

export function MailBanner() {
  const { t } = useTranslation();
  const me = useQuery(meQuery).data;
  const mail = useQuery(channelsQuery).data?.find((each) => each.channel === "email");
  const down = mail?.status === "down";
  const own = useQuery({
    queryKey: ["notices", "waiting"],
    enabled: down && !me?.is_administrator,
    queryFn: async ({ signal }) => {
      const states = ["queued", "retrying"];
      const pages = await Promise.all(states.map((status) => get<{ items: LedgerEntry[] }>("/api/notices/ledger", { status, channel: "email", limit: 50 }, signal)));
      return pages.reduce((sum, page) => sum + page.items.length, 0);
    },
    refetchInterval: 30_000,
  });
  const waiting = me?.is_administrator ? (mail?.queued ?? 0) : (own.data ?? 0);
  if (!mail || !down || (!me?.is_administrator && waiting === 0)) return null;
  return (
    <Alert
      type="error"
      banner
      className="mail-banner"
      title={
        <Flex gap={4} wrap align="baseline">
          <b>{t("notices.mail.down")}</b>
          {mail.since && <span>{t("notices.mail.downSince", { when: showDateTime(mail.since) })}</span>}
          {waiting > 0 && <span>{t("notices.mail.downQueued", { count: waiting })}</span>}
          {mail.last_error && <code className="mail-banner-words">{mail.last_error}</code>}
          <Link to="/deliveries">{t("notices.mail.deliveries")}</Link>
          {me?.is_administrator && <Link to="/setup/mail">{t("notices.mail.settings")}</Link>}
        </Flex>
      }
    />
  );
}
