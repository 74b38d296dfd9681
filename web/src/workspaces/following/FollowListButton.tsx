/** Above a list: follow what it shows now. */
import { StarOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { lazily } from "../../api/parts";
import { useObject } from "../../api/objects";
import { useList } from "../../objects/list/useList";
import type { ObjectMeta } from "../../api/types";
import { useNarrow } from "../../ui/useNarrow";

const FollowDialog = lazily(() => import("./FollowDialog").then((module) => ({ default: module.FollowDialog })));

export function FollowListButton({ meta }: { meta: ObjectMeta }) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const rules = useObject("notice_rule");
  const [open, setOpen] = useState(false);
  const list = useList(meta);
  if (meta.is_setup || !rules) return null;
  const scene = meta.scenes.find((each) => each.name === list.chosen);
  const name = list.saved?.title ?? scene?.label ?? meta.label_plural;
  return (
    <>
      <Button icon={<StarOutlined />} title={t("following.followListTitle")} aria-label={t("following.followListTitle")} onClick={() => setOpen(true)}>
        {narrow ? null : t("following.followList")}
      </Button>
      <Suspense fallback={null}>{open && <FollowDialog meta={meta} name={name} filter={list.effective.filter} {...(list.saved && list.state.filter === undefined && { list: list.saved.id })} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
