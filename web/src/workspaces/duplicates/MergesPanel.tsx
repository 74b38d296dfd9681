/** Beside a record: what was merged into it, each to be taken back. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Card } from "antd";
import { useTranslation } from "react-i18next";
import { Cancelled } from "../../api/problem";
import { showRelative } from "../../lib/time";
import type { RecordSlotProps } from "../../objects/slots";
import { sentenceOf } from "../../ui/Problems";
import { mergesQuery, undoMerge, type Merge } from "./calls";
import "./duplicates.css";

export function MergesPanel({ meta, record }: RecordSlotProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { modal, message } = App.useApp();
  const { data } = useQuery(mergesQuery(meta, record.id));
  if (!data || data.length === 0) return null;

  const takeBack = async (merge: Merge) => {
    try {
      const { skipped } = await undoMerge(merge.id);
      if (skipped.length === 0) void message.success(t("duplicates.undone"));
      else void message.warning(t("duplicates.undoneSome", { reason: skipped.map((each) => `${each.title}: ${each.reason}`).join(" ") }), 8);
      await client.invalidateQueries({ queryKey: ["records"] });
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    }
  };

  return (
    <Card size="small" title={t("duplicates.past")} className="merges-panel">
      <ul className="duplicate-list">
        {data.map((merge) => (
          <li key={merge.id}>
            <span className="grow">{t("duplicates.pastLine", { titles: Object.values(merge.titles).join(", "), who: merge.merged_by, when: showRelative(merge.merged_at) })}</span>
            <Button size="small" onClick={() => modal.confirm({ title: t("duplicates.undoSure"), content: t("duplicates.undoText"), okText: t("duplicates.undo"), onOk: () => takeBack(merge) })}>
              {t("duplicates.undo")}
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
