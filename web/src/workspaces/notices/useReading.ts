/** Marking notices as read, and opening what they are about. */
import { useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { post } from "../../api/client";
import { recordPath, useObjects } from "../../api/objects";
import { Cancelled } from "../../api/problem";
import { meQuery } from "../../api/session";
import type { Notice } from "../../api/types";
import { showDateTime } from "../../lib/time";
import { sentenceOf } from "../../ui/Problems";
import type { NoticeGroup } from "./calls";

type Linked = Pick<Notice, "link" | "url">;

export function useReading() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const objects = useObjects();
  const { message } = App.useApp();
  const { t } = useTranslation();

  const settle = ({ unread }: { unread: number }) => {
    client.setQueryData(meQuery.queryKey, (me) => me && { ...me, unread_notices: unread });
    void client.invalidateQueries({ queryKey: ["notices"] });
  };
  const attempt = async (path: string, body?: unknown) => {
    try {
      settle(await post<{ unread: number }>(path, body));
      return true;
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
      return false;
    }
  };
  const markRead = (notice: Pick<Notice, "id">) => attempt(`/api/notices/${notice.id}/read`);
  const markAll = (group: NoticeGroup | null = null) => attempt(`/api/notices/read-all${group ? `?group=${group}` : ""}`);
  const wakeUp = (notice: Pick<Notice, "id">) => attempt(`/api/notices/${notice.id}/unsnooze`);
  const snooze = async (notice: Notice, until: string) => {
    if (await attempt(`/api/notices/${notice.id}/snooze`, { until })) void message.success(t("notices.snoozedUntil", { when: showDateTime(until) }));
  };

  /** The address inside the product, or null if the notice leads nowhere that the person may see. */
  const pathOf = ({ link }: Linked): string | null => {
    const meta = link && objects.find((each) => each.name === link.object);
    return link && meta ? recordPath(meta, link.id) : null;
  };
  const open = (notice: Notice) => {
    if (!notice.read_at) void markRead(notice);
    const path = pathOf(notice);
    if (path) void navigate(path);
    else if (notice.url?.startsWith("/")) void navigate(notice.url);
    else if (notice.url) location.assign(notice.url);
  };
  return { markRead, markAll, snooze, wakeUp, open, pathOf };
}
