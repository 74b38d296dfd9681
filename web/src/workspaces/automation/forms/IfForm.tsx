/** When to go which way. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { useDesigner } from "../designer/DesignerContext";
import { allBlocks } from "../document/tree";
import type { Block } from "../document/types";
import { LanguagesInput } from "../values/LanguagesInput";
import { ConditionInput } from "./ConditionInput";
import { Item } from "./Item";

export function IfForm({ block }: { block: Block }) {
  const { t } = useTranslation();
  const { changeBlock } = useDesigner();
  const ways = block.else_if ?? [];
  return (
    <>
      <Item label={t("automation.form.if")}>
        <ConditionInput label={t("automation.form.if")} block={block.id} value={block.if} of={block.of} onOf={(of) => changeBlock({ ...block, of, if: {} })} onChange={(next) => changeBlock({ ...block, if: next }, `${block.id} if`)} />
      </Item>
      {ways.map((way, at) => (
        <div key={at} className="form-card">
          <div className="form-line">
            <b className="grow">{t("automation.form.elseIf")}</b>
            <Button type="text" size="small" icon={<DeleteOutlined />} disabled={allBlocks(way.then ?? []).length > 0} title={allBlocks(way.then ?? []).length > 0 ? t("automation.form.notEmpty") : t("filter.remove")} aria-label={t("filter.remove")} onClick={() => changeBlock({ ...block, else_if: ways.toSpliced(at, 1) })} />
          </div>
          <ConditionInput label={t("automation.form.elseIf")} block={block.id} value={way.if} of={block.of} onChange={(next) => changeBlock({ ...block, else_if: ways.with(at, { ...way, if: next }) }, `${block.id} else ${at}`)} />
          <LanguagesInput plain label={t("automation.form.branchTitle")} placeholder={t("automation.form.branchTitle")} value={way.title} options={[]} onChange={(title) => changeBlock({ ...block, else_if: ways.with(at, { ...way, title }) }, `${block.id} title ${at}`)} />
        </div>
      ))}
      <Button size="small" type="link" icon={<PlusOutlined />} onClick={() => changeBlock({ ...block, else_if: [...ways, { if: {}, then: [] }] })}>
        {t("automation.form.addWay")}
      </Button>
    </>
  );
}
