/** One document that was sent: what was read of it, when, on what; copying, revoking. */
import { CopyOutlined, DesktopOutlined, EllipsisOutlined, EyeOutlined, LockOutlined, MobileOutlined, TabletOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Dropdown, Tag, Tooltip } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { RecordSlotProps } from "../../objects/slots";
import { showDateTime } from "../../lib/time";
import { sentenceOf } from "../../ui/Problems";
import { Cancelled } from "../../api/problem";
import { lengthOf, linksQuery, revokeLink, type SentLink, type Visit } from "./calls";
import { useCopy } from "./useCopy";

const DEVICES: Record<string, ReactNode> = { computer: <DesktopOutlined />, phone: <MobileOutlined />, tablet: <TabletOutlined /> };

export function LinkRow({ link, meta, record }: RecordSlotProps & { link: SentLink }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const copy = useCopy();
  const lasting = (seconds: number) => t(`documents.${lengthOf(seconds).key}`, lengthOf(seconds).values);
  const revoke = () =>
    modal.confirm({
      title: `${t("documents.revoke")}: ${link.name}`,
      content: t("documents.revokeAsk"),
      okText: t("documents.revoke"),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await revokeLink(link.id);
          void message.success(t("documents.revoked"));
        } catch (error) {
          if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
        }
        await client.invalidateQueries({ queryKey: linksQuery(meta, record.id).queryKey });
      },
    });
  const read = [
    link.opened_times > 0 ? t("documents.opened", { count: link.opened_times }) : t("documents.notOpened"),
    link.pages && link.pages_seen > 0 ? t("documents.pages", { seen: link.pages_seen, count: link.pages }) : "",
    link.seconds > 0 ? lasting(link.seconds) : "",
    link.downloaded_times > 0 ? t("documents.downloaded", { count: link.downloaded_times }) : "",
  ].filter(Boolean);
  return (
    <div className="related-row document-link">
      <div className="document-line">
        <Link to={`/document-links/${link.id}`} className="ellipsis" title={link.name}>
          {link.name}
        </Link>
        <span className="grow" />
        {link.state !== "open" && <Tag>{t(`documents.states.${link.state}`)}</Tag>}
        {link.has_password && (
          <Tooltip title={t("documents.withPassword")}>
            <LockOutlined className="muted" aria-label={t("documents.withPassword")} />
          </Tooltip>
        )}
        {link.state === "open" && <Button size="small" type="text" icon={<CopyOutlined />} aria-label={`${t("documents.copy")}: ${link.name}`} title={t("documents.copy")} onClick={() => void copy(link.url)} />}
        <Dropdown
          trigger={["click"]}
          menu={{
            items: [
              ...(link.state === "open" ? [{ key: "look", icon: <EyeOutlined />, label: <a href={link.url} target="_blank" rel="noopener noreferrer">{t("documents.look")}</a> }] : []),
              { key: "show", label: <Link to={`/document-links/${link.id}`}>{t("documents.show")}</Link> },
              ...(link.may_change && link.state !== "revoked" ? [{ key: "revoke", danger: true, label: t("documents.revoke"), onClick: revoke }] : []),
            ],
          }}
        >
          <Button size="small" type="text" icon={<EllipsisOutlined />} aria-label={t("documents.more", { name: link.name })} />
        </Dropdown>
      </div>
      <div className={link.opened_times > 0 ? "document-read" : "muted"}>{read.join(" · ")}</div>
      <div className="muted document-made">
        {t("documents.by", { name: link.owner, day: showDateTime(link.created_at).slice(0, 10) })}
        {link.expires_on && link.state === "open" && <> · {t("documents.validUntil", { day: link.expires_on })}</>}
      </div>
      {link.without_details && <div className="muted document-made">{t("documents.counted")}</div>}
      {link.visits.length > 0 && (
        <details className="document-visits">
          <summary>{t("documents.visits", { count: link.opened_times })}</summary>
          <ul>
            {link.visits.map((visit, at) => (
              <li key={at}>
                <div>
                  {DEVICES[visit.device]} {showDateTime(visit.at)} <span className="muted">{placeOf(visit, t)}</span> {visit.seconds > 0 && lasting(visit.seconds)}
                  {visit.downloads > 0 && <> · {t("documents.downloaded", { count: visit.downloads })}</>}
                </div>
                {link.pages !== null && <Bars visit={visit} pages={link.pages} lasting={lasting} />}
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function placeOf(visit: Visit, t: (key: string) => string): string {
  const program = visit.program && t(`documents.programs.${visit.program}`);
  return [visit.device && t(`documents.devices.${visit.device}`), program].filter(Boolean).join(" · ");
}

/** How long each page was read, as bars. */
function Bars({ visit, pages, lasting }: { visit: Visit; pages: number; lasting: (seconds: number) => string }) {
  const { t } = useTranslation();
  const most = Math.max(1, ...Object.values(visit.pages));
  if (visit.seconds === 0) return null;
  return (
    <div className="document-bars">
      {Array.from({ length: pages }, (_each, at) => {
        const seconds = visit.pages[String(at + 1)] ?? 0;
        const text = t("documents.page", { page: at + 1, time: lasting(seconds) });
        return <span key={at} role="img" title={text} aria-label={text} style={{ height: `${seconds ? Math.max(12, (seconds / most) * 100) : 4}%` }} className={seconds ? "is-read" : ""} />;
      })}
    </div>
  );
}
