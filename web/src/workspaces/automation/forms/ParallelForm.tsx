/** Ways that are gone side by side. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { useDesigner } from "../designer/DesignerContext";
import type { Block } from "../document/types";
import { LanguagesInput } from "../values/LanguagesInput";
import { Item } from "./Item";

export function ParallelForm({ block }: { block: Block }) {
  const { t } = useTranslation();
  const { changeBlock } = useDesigner();
  const value = block.parallel ?? { branches: [] };
  const change = (next: Partial<typeof value>, of?: string) => changeBlock({ ...block, parallel: { ...value, ...next } }, of && `${block.id} ${of}`);
  return (
    <>
      {value.branches.map((branch, at) => (
        <div key={at} className="form-line">
          <div className="grow">
            <LanguagesInput plain label={t("automation.branch.branch", { number: at + 1 })} placeholder={t("automation.branch.branch", { number: at + 1 })} value={branch.title} options={[]} onChange={(title) => change({ branches: value.branches.with(at, { ...branch, title }) }, `title ${at}`)} />
          </div>
          <Button type="text" icon={<DeleteOutlined />} disabled={value.branches.length < 3 || (branch.steps?.length ?? 0) > 0} aria-label={t("filter.remove")} onClick={() => change({ branches: value.branches.toSpliced(at, 1) })} />
        </div>
      ))}
      {value.branches.length < 10 && (
        <Button size="small" type="link" icon={<PlusOutlined />} onClick={() => change({ branches: [...value.branches, { steps: [] }] })}>
          {t("automation.form.addWay")}
        </Button>
      )}
      <Item label={t("automation.form.goesOn")}>
        <Segmented value={value.join ?? "all"} onChange={(join) => change({ join })} options={[{ value: "all" as const, label: t("automation.form.joinAll") }, { value: "any" as const, label: t("automation.form.joinAny") }]} />
      </Item>
    </>
  );
}
