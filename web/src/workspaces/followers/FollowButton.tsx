/** Follow a record, or no longer; beside it how many do, with their names on pointing at it. */
import { DownOutlined, StarFilled, StarOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Dropdown, Space, Tooltip } from "antd";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { get, post } from "../../api/client";
import type { components } from "../../api/generated";
import { useObject } from "../../api/objects";
import { lazily } from "../../api/parts";
import { Cancelled } from "../../api/problem";
import type { RecordSlotProps } from "../../objects/slots";
import { sentenceOf } from "../../ui/Problems";
import { useNarrow } from "../../ui/useNarrow";

type Following = components["schemas"]["Following"];

const FollowDialog = lazily(() => import("../following/FollowDialog").then((module) => ({ default: module.FollowDialog })));

export function FollowButton({ meta, record }: RecordSlotProps) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const navigate = useNavigate();
  const rules = useObject("notice_rule");
  const path = `/api/${meta.plural}/${record.id}`;
  const queryKey = ["records", meta.name, "record", String(record.id), "followers"];
  const { data } = useQuery({ queryKey, queryFn: ({ signal }) => get<Following>(`${path}/followers`, {}, signal), enabled: !meta.is_setup, retry: false });
  if (meta.is_setup || !data) return null;
  const { items, follows } = data;
  const toggle = async () => {
    setBusy(true);
    try {
      client.setQueryData(queryKey, await post<Following>(`${path}/${follows ? "unfollow" : "follow"}`));
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    }
    setBusy(false);
  };
  const count = items.length;
  const who = count === 0 ? t("followers.none") : `${t("followers.who", { count })}: ${items.map((each) => each.title).join(", ")}`;
  const label = t(follows ? "followers.following" : "followers.follow");
  return (
    <>
      <Space.Compact>
        <Tooltip
          title={
            <>
              <div>{who}</div>
              <div>{follows ? t("followers.unfollow") : t("followers.about")}</div>
            </>
          }
        >
          <Button icon={follows ? <StarFilled className="is-followed" /> : <StarOutlined />} loading={busy} aria-pressed={follows} aria-label={`${label} · ${t("followers.who", { count })}`} onClick={() => void toggle()}>
            {narrow ? count || null : [label, count].filter(Boolean).join(" ")}
          </Button>
        </Tooltip>
        {rules && (
          <Dropdown
            trigger={["click"]}
            menu={{
              items: [
                { key: "choose", label: t("following.choose"), onClick: () => setChoosing(true) },
                { key: "show", label: t("following.show"), onClick: () => void navigate("/following") },
              ],
            }}
          >
            <Button icon={<DownOutlined />} aria-label={t("following.followMore")} />
          </Dropdown>
        )}
      </Space.Compact>
      <Suspense fallback={null}>{choosing && <FollowDialog meta={meta} name={record.title} record={record.id} onClose={() => setChoosing(false)} />}</Suspense>
    </>
  );
}
