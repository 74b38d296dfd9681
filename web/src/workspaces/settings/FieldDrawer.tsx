/** Makes or changes a custom field: labels in both languages, type, choices, and from which stage on it must be filled. */
import { DeleteOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Checkbox, Drawer, Flex, Form, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldOf, useObject } from "../../api/objects";
import { Cancelled, isProblem } from "../../api/problem";
import { createRecord, deleteRecord, someRecords, updateRecord } from "../../api/records";
import type { ObjectMeta, Row } from "../../api/types";
import { useSave } from "../../objects/form/useSave";
import { sentenceOf } from "../../ui/Problems";
import { ChoicesEditor } from "./ChoicesEditor";
import { finished, slug, type ChoiceOption } from "./choices";

interface Props {
  meta: ObjectMeta;
  row: Row | null;
  object: string | null;
  targets: ObjectMeta[];
  onClose: () => void;
}

type Values = Record<string, unknown>;
const text = (value: unknown) => (typeof value === "string" ? value : "");

export function FieldDrawer({ meta, row, object, targets, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const { create, update } = useSave(meta);
  const requirementMeta = useObject("stage_requirement");
  const [values, setValues] = useState<Values>(() => row ?? { object: object ?? (targets.find((each) => each.name === "lead") ?? targets[0])?.name, type: "text", position: 100 });
  const [options, setOptions] = useState<ChoiceOption[]>(() => (Array.isArray(row?.["options"]) ? (row["options"] as ChoiceOption[]) : []));
  const [stage, setStage] = useState<string | null | undefined>(undefined);
  const [problems, setProblems] = useState<Record<string, string[]>>({});
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);

  const type = text(values["type"]);
  const target = targets.find((each) => each.name === values["object"]);
  const stages = target ? (fieldOf(target, target.stage_field)?.choices ?? []) : [];
  const technical = row ? text(row["name"]) : text(values["name"]) || slug(text(values["label_en"]));
  const filter = { all: [{ field: "object", is: text(values["object"]) }, { field: "field", is: technical }] };
  const requirement = useQuery({ ...someRecords(requirementMeta ?? { name: "stage_requirement", plural: "stage-requirements" }, { filter, limit: 1 }), enabled: !!row && !!requirementMeta }).data?.items[0];
  const from = stage === undefined ? text(requirement?.["stage"]) || null : stage;

  const set = (name: string, value: unknown) => {
    setValues((now) => ({ ...now, [name]: value }));
    setProblems(({ [name]: _gone, ...rest }) => rest);
  };
  const keepRequirement = async () => {
    if (!requirementMeta || stage === undefined) return;
    if (requirement && !stage) await deleteRecord(requirementMeta, requirement.id);
    else if (requirement) await updateRecord(requirementMeta, requirement.id, { stage });
    else if (stage) await createRecord(requirementMeta, { object: values["object"], field: technical, stage });
  };
  const done = () => {
    void client.invalidateQueries({ queryKey: ["objects"] });
    void client.invalidateQueries({ queryKey: ["records"] });
    onClose();
  };
  const save = async () => {
    setBusy(true);
    setWrong("");
    try {
      const hasChoices = type === "choice" || type === "choices";
      const given: Values = {
        label_en: text(values["label_en"]).trim() || text(values["label_zh"]).trim(), label_zh: text(values["label_zh"]), help: text(values["help"]), is_required: values["is_required"] === true,
        ...(hasChoices ? { options: finished(options) } : {}),
        ...(type === "reference" ? { target: values["target"] } : {}),
        ...(type === "computed" ? { formula: values["formula"] } : {}),
      };
      if (row) await update(row, given, t("form.saved", { title: text(given["label_en"]) }));
      else await create({ ...given, object: values["object"], name: technical, type, position: values["position"] });
      await keepRequirement();
      void message.success(t("settings.saved"));
      done();
    } catch (error) {
      if (isProblem(error) && Object.keys(error.fields).length > 0) {
        setProblems(error.fields);
        const shown = ["object", "label_en", "label_zh", "name", "type", "options", "target", "formula", "help"];
        setWrong(Object.entries(error.fields).filter(([name]) => !shown.includes(name)).flatMap(([, texts]) => texts).join("\n"));
      } else if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
    }
    setBusy(false);
  };
  const drop = () =>
    modal.confirm({
      title: t("record.deleteSure", { title: text(row?.["label_en"]) }),
      content: t("settings.fields.deleteText"),
      okText: t("record.delete"),
      okButtonProps: { danger: true },
      onOk: async () => {
        if (!row) return;
        await deleteRecord(meta, row.id, { undo: t("record.deleted", { title: text(row["label_en"]) }) }).catch((error: unknown) => message.error(sentenceOf(error)));
        done();
      },
    });
  const item = (name: string, label: string) => {
    const found = problems[name];
    return { label, htmlFor: `field-${name}`, ...(found ? { validateStatus: "error" as const, help: <span role="alert">{found.join(" ")}</span> } : {}) };
  };

  return (
    <Drawer
      open
      onClose={onClose}
      size="min(620px, 100vw)"
      className="record-drawer"
      title={row ? t("form.edit", { object: meta.label }) : t("form.new", { object: meta.label })}
      footer={
        <Flex gap={8}>
          <Button type="primary" loading={busy} onClick={() => void save()}>
            {t("form.save")}
          </Button>
          <Button onClick={onClose}>{t("form.cancel")}</Button>
          <span className="grow" />
          {row && meta.rights.delete && (
            <Button danger icon={<DeleteOutlined />} onClick={drop}>
              {t("record.delete")}
            </Button>
          )}
        </Flex>
      }
    >
      <Form
        layout="vertical"
        component="div"
        onKeyDown={(event) => {
          if ((event.ctrlKey || event.metaKey) && event.key === "Enter") void save();
        }}
      >
        {wrong && <Alert type="error" showIcon className="gap-below" title={<span className="pre-line">{wrong}</span>} />}
        <div className="form-grid">
          <Form.Item {...item("object", t("settings.fields.object"))} required>
            <Select id="field-object" disabled={!!row} value={text(values["object"])} options={targets.map((each) => ({ value: each.name, label: each.label }))} onChange={(value: string) => set("object", value)} />
          </Form.Item>
          <Form.Item {...item("type", t("settings.fields.type"))} required>
            <Select id="field-type" disabled={!!row} value={type} options={(fieldOf(meta, "type")?.choices ?? []).map(({ value, label }) => ({ value, label }))} onChange={(value: string) => set("type", value)} />
          </Form.Item>
          <Form.Item {...item("label_zh", t("settings.fields.labelZh"))}>
            <Input id="field-label_zh" autoFocus value={text(values["label_zh"])} onChange={(event) => set("label_zh", event.target.value)} />
          </Form.Item>
          <Form.Item {...item("label_en", t("settings.fields.labelEn"))} required>
            <Input id="field-label_en" value={text(values["label_en"])} onChange={(event) => set("label_en", event.target.value)} />
          </Form.Item>
          <Form.Item {...item("name", t("settings.fields.name"))} required extra={t("settings.fields.nameHint")}>
            <Input id="field-name" disabled={!!row} value={technical} onChange={(event) => set("name", event.target.value)} />
          </Form.Item>
          <Form.Item {...item("help", t("settings.fields.help"))}>
            <Input id="field-help" value={text(values["help"])} onChange={(event) => set("help", event.target.value)} />
          </Form.Item>
        </div>
        {(type === "choice" || type === "choices") && (
          <Form.Item {...item("options", t("settings.fields.choices"))} required>
            <ChoicesEditor options={options} stages={target?.own === true && type === "choice"} onChange={setOptions} />
          </Form.Item>
        )}
        {type === "reference" && (
          <Form.Item {...item("target", t("settings.fields.target"))} required>
            <Select id="field-target" disabled={!!row} value={text(values["target"]) || null} options={targets.map((each) => ({ value: each.name, label: each.label }))} onChange={(value: string) => set("target", value)} />
          </Form.Item>
        )}
        {type === "computed" && (
          <Form.Item {...item("formula", t("settings.fields.formula"))} required extra={t("settings.fields.formulaHint")}>
            <Input id="field-formula" value={text(values["formula"])} onChange={(event) => set("formula", event.target.value)} />
          </Form.Item>
        )}
        {type !== "computed" && (
          <>
            <Form.Item>
              <Checkbox checked={values["is_required"] === true} onChange={(event) => set("is_required", event.target.checked)}>
                {t("settings.fields.requiredAlways")}
              </Checkbox>
            </Form.Item>
            {stages.length > 0 && requirementMeta && values["is_required"] !== true && (
              <Form.Item label={t("settings.fields.requiredFrom")} htmlFor="field-stage">
                <Select id="field-stage" allowClear value={from} placeholder={t("settings.fields.never")} options={stages.map(({ value, label }) => ({ value, label }))} onChange={(value?: string | null) => setStage(value ?? null)} />
              </Form.Item>
            )}
          </>
        )}
      </Form>
    </Drawer>
  );
}
