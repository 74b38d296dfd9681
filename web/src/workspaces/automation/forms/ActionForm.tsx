/** What an action is done with: on which record, with which input. */
import { Select } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useObjects } from "../../../api/objects";
import { schemaFields } from "../../../objects/actions/schemaFields";
import { useDesigner } from "../designer/DesignerContext";
import { allBlocks, findBlock } from "../document/tree";
import { inLanguage, loopAround, objectOfLoop, outputsOf } from "../document/scope";
import { kindOf, type Block } from "../document/types";
import type { InputSchema } from "../values/inputKind";
import { SchemaInput } from "../values/SchemaInput";
import { useObjectOn, useSurroundings, useValues } from "../values/useValues";
import { Item } from "./Item";
import { More } from "./More";
import { WindowInput } from "./WindowInput";

/** Inputs that are seldom touched stand folded at the end. */
const SELDOM = new Set(["kind", "link", "channels", "urgent", "keep", "sender", "files", "username", "password", "timeout_seconds", "accept_errors", "query", "headers"]);

export function ActionForm({ block }: { block: Block }) {
  const { t } = useTranslation();
  const { document, palette, changeBlock, problems } = useDesigner();
  const isPlugin = kindOf(block) === "plugin";
  const action = (isPlugin ? palette.plugins : palette.actions).find((each) => each.name === (isPlugin ? block.plugin : block.action));
  const target = useObjectOn(block.id, block.on);
  const values = useValues(block.id);
  const options = useMemo(() => (block.action === "notice.send" ? [{ path: "recipient.name", label: t("automation.scope.recipientName"), group: t("automation.scope.recipient"), type: "text" }, ...values] : values), [block.action, values, t]);
  if (!action) return <p className="wrong">{t("automation.form.noAction", { name: block.action ?? block.plugin ?? "" })}</p>;
  const root = (action.input ?? {}) as InputSchema;
  const input = block.input ?? {};
  const fields = schemaFields(root);
  const set = (name: string, value: unknown) => {
    const next = { ...input, [name]: value };
    if (value === undefined) Reflect.deleteProperty(next, name);
    changeBlock({ ...block, input: next }, `${block.id} ${name}`);
  };
  const firstOpen = fields.findIndex((field) => !(field.name in input) && field.required);
  const row = (field: (typeof fields)[number]) => (
    <Item key={field.name} htmlFor={`${block.id}-${field.name}`} label={field.label} help={field.help} required={field.required}>
      <SchemaInput
        block={block.id}
        field={{ ...field, required: false }}
        schema={(root.properties?.[field.name] ?? {}) as InputSchema}
        root={root}
        input={input}
        target={target}
        options={options}
        onChange={(value) => set(field.name, value)}
        autoFocus={fields.indexOf(field) === firstOpen}
      />
    </Item>
  );
  const hasTarget = !isPlugin && action.on !== "";
  const isUsual = !block.on && (action.on === "*" ? !!document.object : action.on === document.object);
  const rest = fields.filter((field) => SELDOM.has(field.name));
  return (
    <>
      {action.about && <p className="form-about muted">{action.about}</p>}
      {hasTarget && !isUsual && <OnWhat block={block} wanted={action.on} />}
      {fields.filter((field) => !SELDOM.has(field.name)).map(row)}
      {fields.length === 0 && <p className="muted">{t("automation.form.nothingToFill")}</p>}
      <More label={t("automation.form.more")} open={rest.some((field) => field.name in input && problems[block.id])}>
        {rest.map(row)}
        {hasTarget && isUsual && <OnWhat block={block} wanted={action.on} />}
        {!isPlugin && (
          <>
            <Item label={t("automation.form.onError")}>
              <Select
                className="full"
                aria-label={t("automation.form.onError")}
                value={typeof block.on_error === "string" ? block.on_error : "fail"}
                options={[{ value: "fail", label: t("automation.form.failRun") }, { value: "continue", label: t("automation.form.goOn") }]}
                onChange={(on_error) => changeBlock({ ...block, on_error })}
              />
            </Item>
            <WindowInput label={t("automation.form.window")} value={block.window} onChange={(window) => changeBlock({ ...block, window })} />
          </>
        )}
      </More>
    </>
  );
}

/** The record, what it points to, the item of the loop, or what an earlier step made: only those that the action can work on. */
function OnWhat({ block, wanted }: { block: Block; wanted: string }) {
  const { t } = useTranslation();
  const objects = useObjects();
  const around = useSurroundings();
  const { document, object, changeBlock, palette } = useDesigner();
  const fits = (name: string | null | undefined) => !!name && (wanted === "*" || name === wanted);
  const options = useMemo(() => {
    const found: { value: string; label: string }[] = [];
    const through = (path: string, label: string, name: string | null | undefined) => {
      const meta = objects.find((each) => each.name === name);
      if (!meta) return;
      if (fits(meta.name)) found.push({ value: path, label });
      for (const field of meta.fields) {
        const to = field.object ?? (field.type === "user" ? "user" : null);
        if (field.type !== "references" && !field.choices && fits(to) && (wanted !== "*" || to !== "user")) found.push({ value: path ? `${path}.${field.name}` : field.name, label: `${label} › ${field.label}` });
      }
    };
    const loop = loopAround(document, block.id);
    if (loop) through("item", t("automation.scope.item"), objectOfLoop(loop));
    through("", t("automation.scope.record", { object: object?.label ?? "" }), document.object);
    const place = findBlock(document, block.id);
    for (const each of allBlocks(document.steps)) {
      if (each.id === block.id || !place) continue;
      const made = outputsOf(each, around).find((output) => output.object && output.object !== "user" && fits(output.object === "*" ? document.object : output.object));
      if (made && each.action !== undefined && made.object !== "*") found.push({ value: `steps.${each.id}`, label: `${inLanguage(each.title, around.language) || palette.actions.find((one) => one.name === each.action)?.label || each.id}` });
    }
    return found;
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [document, block.id, objects, object, wanted, around]);
  const now = block.on ?? "";
  if (options.length < 2 && options.some((option) => option.value === now)) return null;
  return (
    <Item label={t("automation.form.onWhat")}>
      <Select className="full" showSearch={{ optionFilterProp: "label" }} aria-label={t("automation.form.onWhat")} value={options.some((option) => option.value === now) ? now : null} options={options} onChange={(on) => changeBlock({ ...block, on: on ?? "" })} />
    </Item>
  );
}
