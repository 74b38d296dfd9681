/** How a run ends here. */
import { Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { useDesigner } from "../designer/DesignerContext";
import type { Block } from "../document/types";
import { LanguagesInput } from "../values/LanguagesInput";
import { PairsInput } from "../values/PairsInput";
import { useValues } from "../values/useValues";
import { Item } from "./Item";
import { More } from "./More";

export function StopForm({ block }: { block: Block }) {
  const { t } = useTranslation();
  const { changeBlock } = useDesigner();
  const values = useValues(block.id);
  return (
    <>
      <Segmented className="gap-below" value={block.stop ?? "done"} onChange={(stop) => changeBlock({ ...block, stop })} options={[{ value: "done" as const, label: t("automation.form.stopDone") }, { value: "error" as const, label: t("automation.form.stopError") }]} />
      <Item label={t("automation.form.message")}>
        <LanguagesInput key={block.id} label={t("automation.form.message")} value={block.message} options={values} onChange={(message) => changeBlock({ ...block, message }, `${block.id} message`)} />
      </Item>
      <More label={t("automation.form.result")} open={Object.keys(block.result ?? {}).length > 0}>
        <PairsInput key={block.id} label={t("automation.form.result")} value={block.result ?? {}} options={values} onChange={(result) => changeBlock({ ...block, result }, `${block.id} result`)} />
      </More>
    </>
  );
}
