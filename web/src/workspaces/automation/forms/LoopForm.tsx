/** What a loop goes through. */
import { InputNumber, Segmented, Select } from "antd";
import { useTranslation } from "react-i18next";
import { useObjects } from "../../../api/objects";
import { useDesigner } from "../designer/DesignerContext";
import { objectOfLoop } from "../document/scope";
import type { Block, Loop } from "../document/types";
import { FilterField } from "../values/FilterField";
import { isFrom } from "../values/BoundInput";
import { useValues } from "../values/useValues";
import { ValueSelect } from "../values/ValueSelect";
import { Item } from "./Item";

type How = "related" | "object" | "items";

export function LoopForm({ block }: { block: Block }) {
  const { t } = useTranslation();
  const { object, changeBlock } = useDesigner();
  const objects = useObjects();
  const values = useValues(block.id).filter((option) => option.path.startsWith("steps.") || option.path.startsWith("trigger."));
  const loop: Loop = block.loop ?? {};
  const how: How = loop.items !== undefined && loop.items !== null ? "items" : loop.object !== undefined ? "object" : "related";
  const change = (next: Loop, of?: string) => changeBlock({ ...block, loop: next }, of && `${block.id} ${of}`);
  const about = objects.find((meta) => meta.name === objectOfLoop(block));
  return (
    <>
      <Segmented
        block
        size="small"
        className="gap-below"
        value={how}
        onChange={(next: How) => change(next === "related" ? { related: "" } : next === "object" ? { object: "" } : { items: { from: "" } })}
        options={(["related", "object", "items"] as const).map((each) => ({ value: each, label: t(`automation.form.loop.${each}`) }))}
      />
      {how === "related" && (
        <Item label={t("automation.form.relatedRecords")}>
          <Select className="full" showSearch={{ optionFilterProp: "label" }} aria-label={t("automation.form.relatedRecords")} value={loop.related || null} options={(object?.related ?? []).map((each) => ({ value: `${each.object}.${each.field}`, label: each.label }))} onChange={(related) => change({ ...loop, related: related ?? "" })} />
        </Item>
      )}
      {how === "object" && (
        <Item label={t("automation.form.object")}>
          <Select className="full" showSearch={{ optionFilterProp: "label" }} aria-label={t("automation.form.object")} value={loop.object || null} options={objects.filter((meta) => meta.rights.read).map((meta) => ({ value: meta.name, label: meta.label_plural }))} onChange={(name) => change({ ...loop, object: name ?? "", filter: {} })} />
        </Item>
      )}
      {how === "items" && (
        <Item label={t("automation.form.list")}>
          <ValueSelect label={t("automation.form.list")} options={values} value={isFrom(loop.items) ? loop.items.from || null : null} onPick={(path) => change({ items: { from: path ?? "" } })} />
        </Item>
      )}
      {about && how !== "items" && (
        <Item label={t("automation.form.onlyThose")}>
          <FilterField key={about.name} label={t("automation.form.onlyThose")} meta={about} value={loop.filter} counted={how === "object"} onChange={(filter) => change({ ...loop, filter }, "filter")} />
        </Item>
      )}
      {how !== "items" && (
        <Item label={t("automation.form.atMostItems")}>
          <InputNumber aria-label={t("automation.form.atMostItems")} min={1} max={10_000} value={loop.limit ?? 100} onChange={(limit) => change({ ...loop, limit: limit ?? 100 }, "limit")} />
        </Item>
      )}
    </>
  );
}
