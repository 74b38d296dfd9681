/** Which other workflow is started, and with what. */
import { useQuery } from "@tanstack/react-query";
import { Checkbox, Select } from "antd";
import { useTranslation } from "react-i18next";
import { someRecords } from "../../../api/records";
import { definitionQuery } from "../calls";
import { useDesigner } from "../designer/DesignerContext";
import { inLanguage } from "../document/scope";
import type { Block, Document } from "../document/types";
import { inputText } from "../values/inputText";
import { TemplateInput } from "../values/TemplateInput";
import { useValues } from "../values/useValues";
import { workflowName } from "../workflowName";
import { Item } from "./Item";

export function CallForm({ block }: { block: Block }) {
  const { t, i18n } = useTranslation();
  const { workflow, changeBlock } = useDesigner();
  const values = useValues(block.id);
  const call = block.call ?? { workflow: 0 };
  const rows = useQuery(someRecords({ name: "workflow", plural: "workflows" }, { limit: 100, sort: "name" })).data?.items ?? [];
  const called = useQuery({ ...definitionQuery(call.workflow), enabled: typeof call.workflow === "number" && call.workflow > 0 });
  const wanted = (called.data?.document as Document | undefined)?.triggers.find((trigger) => trigger.on === "called")?.input ?? [];
  const change = (next: Partial<typeof call>, of?: string) => changeBlock({ ...block, call: { ...call, ...next } }, of && `${block.id} ${of}`);
  return (
    <>
      <Item label={t("automation.kind.call")} required>
        <Select className="full" showSearch={{ optionFilterProp: "label" }} aria-label={t("automation.kind.call")} value={call.workflow || null} options={rows.filter((row) => row.id !== workflow).map((row) => ({ value: row.id as number | string, label: workflowName(row, i18n.language) }))} onChange={(next) => change({ workflow: next ?? 0, input: {} })} />
      </Item>
      {called.data && !(called.data.document as unknown as Document).triggers.some((trigger) => trigger.on === "called") && <p className="wrong">{t("automation.form.notCallable")}</p>}
      {wanted.map((each) => (
        <Item key={each.name} label={inLanguage(each.label, i18n.language) || each.name} required={each.required === true}>
          <TemplateInput key={`${block.id} ${each.name}`} label={inLanguage(each.label, i18n.language) || each.name} value={inputText(call.input?.[each.name])} options={values} onChange={(next) => change({ input: { ...call.input, [each.name]: asValue(next) } }, each.name)} />
        </Item>
      ))}
      <Checkbox checked={call.wait !== false} onChange={(event) => change({ wait: event.target.checked })}>
        {t("automation.form.waitForResult")}
      </Checkbox>
    </>
  );
}

/** A text that is nothing but one value keeps that value's type. */
function asValue(text: string): unknown {
  const only = /^\{\{\s*([a-z][\w.]*)\s*\}\}$/.exec(text);
  return only ? { from: only[1] } : text;
}
