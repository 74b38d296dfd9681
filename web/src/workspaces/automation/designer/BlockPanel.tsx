/** The side panel: all that can be said of the chosen block, trigger, or of the workflow. On a phone it fills the screen. */
import { CloseOutlined, CopyOutlined, DeleteOutlined, SnippetsOutlined } from "@ant-design/icons";
import { Button, Drawer } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNarrow } from "../../../ui/useNarrow";
import { iconOf, triggerIcons } from "../canvas/kinds";
import { findBlock } from "../document/tree";
import { kindOf, type Block, type Kind } from "../document/types";
import { ActionForm } from "../forms/ActionForm";
import { AskForm } from "../forms/AskForm";
import { CallForm } from "../forms/CallForm";
import { CodeForm } from "../forms/CodeForm";
import { IfForm } from "../forms/IfForm";
import { Item } from "../forms/Item";
import { LoopForm } from "../forms/LoopForm";
import { ParallelForm } from "../forms/ParallelForm";
import { SettingsForm } from "../forms/SettingsForm";
import { StopForm } from "../forms/StopForm";
import { SwitchForm } from "../forms/SwitchForm";
import { TriggerForm } from "../forms/TriggerForm";
import { WaitForm } from "../forms/WaitForm";
import { LanguagesInput } from "../values/LanguagesInput";
import { useDesigner } from "./DesignerContext";

interface Props {
  selected: string;
  texts: Readonly<Record<string, string>>;
  onClose: () => void;
  onCopy: (id: string) => void;
  onDuplicate: (id: string) => void;
  onDelete: (id: string) => void;
}

const forms: Record<Kind, (block: Block) => ReactNode> = {
  action: (block) => <ActionForm block={block} />,
  plugin: (block) => <ActionForm block={block} />,
  if: (block) => <IfForm block={block} />,
  switch: (block) => <SwitchForm block={block} />,
  wait: (block) => <WaitForm block={block} />,
  loop: (block) => <LoopForm block={block} />,
  parallel: (block) => <ParallelForm block={block} />,
  ask: (block) => <AskForm block={block} />,
  call: (block) => <CallForm block={block} />,
  code: (block) => <CodeForm block={block} />,
  stop: (block) => <StopForm block={block} />,
  try: () => null,
};

export function BlockPanel({ selected, texts, onClose, onCopy, onDuplicate, onDelete }: Props) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const { document, problems, changeBlock, palette, mayEdit } = useDesigner();
  const at = selected.startsWith("trigger_") ? Number(selected.slice(8)) : -1;
  const trigger = document.triggers[at];
  const block = findBlock(document, selected)?.block;
  if (!trigger && !block && selected !== "settings") return null;
  const action = block && palette.actions.find((each) => each.name === block.action);
  const plugin = block && palette.plugins.find((each) => each.name === block.plugin);
  const kindWords = block ? (action?.label ?? plugin?.label ?? t(block.ask ? `automation.ask.kinds.${block.ask.kind ?? "task"}` : `automation.kind.${kindOf(block)}`)) : trigger ? t(`automation.trigger.label.${trigger.on}`) : t("automation.settings.title");
  const wrong = problems[selected] ?? (at === 0 ? problems["trigger"] : undefined);
  const head = (
    <span className="panel-title">
      <span className="flow-icon" aria-hidden="true">
        {block ? iconOf(block) : trigger ? triggerIcons[trigger.on] : null}
      </span>
      <span className="panel-words">
        <b>{kindWords}</b>
        {texts[selected] && <span className="muted ellipsis">{texts[selected]}</span>}
      </span>
    </span>
  );
  const tools = mayEdit && selected !== "settings" && (
    <>
      {block && <Button type="text" icon={<CopyOutlined />} aria-label={t("automation.design.copy")} title={`${t("automation.design.copy")} (Ctrl C)`} onClick={() => onCopy(selected)} />}
      {block && <Button type="text" icon={<SnippetsOutlined />} aria-label={t("automation.design.duplicate")} title={`${t("automation.design.duplicate")} (Ctrl D)`} onClick={() => onDuplicate(selected)} />}
      <Button type="text" danger icon={<DeleteOutlined />} aria-label={t("automation.design.delete")} title={`${t("automation.design.delete")} (Delete)`} onClick={() => onDelete(selected)} />
    </>
  );
  const body = (
    <fieldset key={selected} className="panel-form" disabled={!mayEdit}>
      {wrong && (
        <div className="panel-problems" role="alert">
          {wrong.map((sentence) => (
            <div key={sentence}>{sentence}</div>
          ))}
        </div>
      )}
      {block ? forms[kindOf(block)](block) : trigger ? <TriggerForm key={at} at={at} /> : <SettingsForm />}
      {block && (
        <Item label={t("automation.form.title")} help={t("automation.form.titleHelp")}>
          <LanguagesInput key={block.id} plain label={t("automation.form.title")} value={block.title} options={[]} onChange={(title) => changeBlock({ ...block, title }, `${block.id} title`)} />
        </Item>
      )}
      {block && <div className="muted panel-id">{block.id}</div>}
    </fieldset>
  );
  if (narrow) {
    return (
      <Drawer open size="100%" placement="bottom" title={head} extra={tools} onClose={onClose} className="designer-drawer">
        {body}
      </Drawer>
    );
  }
  return (
    <aside className="designer-panel" aria-label={kindWords}>
      <header className="designer-panel-head">
        {head}
        <span className="grow" />
        {tools}
        <Button type="text" icon={<CloseOutlined />} aria-label={t("common.close")} onClick={onClose} />
      </header>
      <div className="designer-panel-body">{body}</div>
    </aside>
  );
}
