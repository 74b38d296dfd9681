/** Mails that were kept because no mail server is set, shown as people would receive them. */
import { MailOutlined } from "@ant-design/icons";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Alert, Button, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { useMe } from "../../api/session";
import { showDateTime, showRelative } from "../../lib/time";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { useNarrow } from "../../ui/useNarrow";
import { channelsQuery, outboxPages, type OutboxMail } from "./calls";
import "./notices.css";

export function OutboxPage() {
  const { t } = useTranslation();
  const me = useMe();
  const narrow = useNarrow();
  const [search, setSearch] = useSearchParams();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(outboxPages);
  const isSet = useQuery(channelsQuery).data?.some((each) => each.channel === "email" && each.status !== "outbox");
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  const chosen = items.find((mail) => String(mail.id) === search.get("mail")) ?? (narrow ? undefined : items[0]);
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />;
  return (
    <div className="page outbox">
      {!(narrow && chosen) && (
        <PageHead title={t("notices.outbox.title")} about={t("notices.outbox.about")}>
          {me.is_administrator && !isSet && (
            <Link to="/setup/mail">
              <Button icon={<MailOutlined />}>{t("notices.outbox.set")}</Button>
            </Link>
          )}
          {me.is_administrator && isSet && (
            <Link to="/deliveries?status=kept">
              <Button>{t("notices.mail.deliveries")}</Button>
            </Link>
          )}
        </PageHead>
      )}
      {!(narrow && chosen) && <Alert type="info" showIcon className="gap-below" title={data.pages[0]?.note} />}
      {items.length === 0 ? (
        <EmptyState text={t("notices.outbox.none")} />
      ) : (
        <div className="outbox-panes">
          {!(narrow && chosen) && (
            <ul className="outbox-list">
              {items.map((mail) => (
                <li key={mail.id}>
                  <button type="button" className={mail === chosen ? "outbox-item is-on" : "outbox-item"} aria-current={mail === chosen} onClick={() => setSearch({ mail: String(mail.id) })}>
                    <span className="outbox-line">
                      <b className="ellipsis">{mail.recipient?.title ?? mail.to}</b>
                      <time className="muted" title={showDateTime(mail.at)}>
                        {showRelative(mail.at)}
                      </time>
                    </span>
                    <span className="ellipsis">{mail.subject}</span>
                    <span className="ellipsis muted">{mail.text.replace(/\s+/g, " ").slice(0, 90)}</span>
                  </button>
                </li>
              ))}
              {hasNextPage && (
                <li className="page-more">
                  <Button size="small" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                    {t("notices.more")}
                  </Button>
                </li>
              )}
            </ul>
          )}
          {chosen && <MailPane key={chosen.id} mail={chosen} {...(narrow ? { onBack: () => setSearch({}) } : {})} />}
        </div>
      )}
    </div>
  );
}

function MailPane({ mail, onBack }: { mail: OutboxMail; onBack?: () => void }) {
  const { t } = useTranslation();
  const [form, setForm] = useState<"html" | "text">(mail.html ? "html" : "text");
  return (
    <article className="mail-pane">
      <header>
        {onBack && (
          <Button size="small" onClick={onBack} className="gap-below">
            {t("common.back")}
          </Button>
        )}
        <h2>{mail.subject}</h2>
        <div className="mail-line">
          <span>
            <span className="muted">{t("notices.outbox.to")}</span> {mail.recipient ? `${mail.recipient.title} <${mail.to}>` : mail.to}
          </span>
          <time className="muted">{showDateTime(mail.at)}</time>
          <span className="grow" />
          {mail.html && (
            <Segmented<"html" | "text">
              size="small"
              value={form}
              onChange={setForm}
              options={[
                { value: "html", label: t("notices.outbox.formatted") },
                { value: "text", label: t("notices.outbox.text") },
              ]}
            />
          )}
        </div>
      </header>
      {form === "html" ? (
        <iframe title={mail.subject} sandbox="allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation" srcDoc={forReading(mail.html)} />
      ) : (
        <pre className="mail-text">{mail.text}</pre>
      )}
    </article>
  );
}

/** Links leave the frame; nothing in the mail may run. */
function forReading(html: string): string {
  return `<base target="_top">${html}`;
}
