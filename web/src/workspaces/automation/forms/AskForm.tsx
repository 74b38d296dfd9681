/** What people are asked for: a task, an approval or a form; whom, until when, and what reminds them. */
import { Checkbox, InputNumber, Segmented, Select, Switch } from "antd";
import { useTranslation } from "react-i18next";
import { useDesigner } from "../designer/DesignerContext";
import { findBlock } from "../document/tree";
import { inLanguage } from "../document/scope";
import { kindOf, type Ask, type Block } from "../document/types";
import { AmountInput } from "../values/AmountInput";
import { LanguagesInput } from "../values/LanguagesInput";
import { PeopleInput } from "../values/PeopleInput";
import { useValues } from "../values/useValues";
import { DeclaredEditor } from "./DeclaredEditor";
import { Item } from "./Item";
import { More } from "./More";

export function AskForm({ block }: { block: Block }) {
  const { t, i18n } = useTranslation();
  const { document, object, changeBlock, palette } = useDesigner();
  const values = useValues(block.id);
  const ask: Ask = block.ask ?? { to: [] };
  const kind = ask.kind ?? "task";
  const change = (next: Partial<Ask>, of?: string) => changeBlock({ ...block, ask: { ...ask, ...next } }, of && `${block.id} ${of}`);
  const found = findBlock(document, block.id);
  const earlier = found ? found.siblings.slice(0, found.place.at) : [];
  const nameOf = (each: Block) => inLanguage(each.title, i18n.language) || palette.actions.find((action) => action.name === each.action)?.label || t(`automation.kind.${kindOf(each)}`);
  return (
    <>
      <Segmented block size="small" className="gap-below" value={kind} onChange={(next) => change({ kind: next })} options={(["task", "approval", "form"] as const).map((each) => ({ value: each, label: t(`automation.ask.kinds.${each}`) }))} />
      <Item label={t("automation.ask.whom")} required>
        <PeopleInput roles label={t("automation.ask.whom")} value={ask.to} object={object} onChange={(to) => change({ to })} />
      </Item>
      {ask.to.length > 0 && (
        <Item>
          <Checkbox checked={ask.every === true} onChange={(event) => change({ every: event.target.checked })}>
            {t("automation.ask.everyone")}
          </Checkbox>
        </Item>
      )}
      <Item label={t("automation.ask.text")} required>
        <LanguagesInput key={block.id} multiline label={t("automation.ask.text")} value={ask.text} onChange={(text) => change({ text }, "text")} options={values} autoFocus={!Object.keys(ask.text ?? {}).length} />
      </Item>
      <Item label={t("automation.ask.fields")}>
        <DeclaredEditor label={t("automation.ask.fields")} value={ask.fields} onChange={(fields) => change({ fields }, "fields")} />
      </Item>
      <Item label={t("automation.ask.due")} help={t("automation.ask.dueHelp")}>
        <AmountInput label={t("automation.ask.due")} value={ask.due} onChange={(due) => change({ due }, "due")} />
      </Item>
      <Item>
        <label className="switch-label">
          <Switch size="small" checked={!!ask.remind} onChange={(on) => change({ remind: on ? { every: { days: 1 }, most: 3 } : null })} /> {t("automation.ask.remind")}
        </label>
        {ask.remind && (
          <div className="form-line">
            <AmountInput label={t("automation.ask.remindEvery")} value={ask.remind.every} onChange={(every) => change({ remind: { ...ask.remind, every } }, "remind")} />
            <InputNumber aria-label={t("automation.ask.remindMost")} min={1} max={100} value={ask.remind.most ?? 3} suffix={t("automation.ask.times")} onChange={(most) => change({ remind: { ...ask.remind, most: most ?? 3 } }, "most")} />
          </div>
        )}
      </Item>
      <More label={t("automation.form.more")} open={!!ask.return_to}>
        {kind === "approval" && (
          <Item label={t("automation.ask.returnTo")} help={t("automation.ask.returnHelp")}>
            <Select className="full" allowClear aria-label={t("automation.ask.returnTo")} value={ask.return_to || null} options={earlier.map((each) => ({ value: each.id, label: nameOf(each) }))} onChange={(id?: string | null) => change({ return_to: id ?? "" })} />
          </Item>
        )}
        <Checkbox checked={ask.working === true} onChange={(event) => change({ working: event.target.checked })}>
          {t("automation.form.workingHours")}
        </Checkbox>
        <Checkbox checked={ask.deputies !== false} onChange={(event) => change({ deputies: event.target.checked })}>
          {t("automation.ask.deputies")}
        </Checkbox>
      </More>
    </>
  );
}
