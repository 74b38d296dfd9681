/** Makes an object of one's own with its fields in one step, or changes one. */
import { DeleteOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Checkbox, Collapse, Form, Input, Radio, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import { post } from "../../../api/client";
import { fieldOf, useObject } from "../../../api/objects";
import { Cancelled, isProblem } from "../../../api/problem";
import { deleteRecord, recordQuery } from "../../../api/records";
import type { ObjectMeta, Row } from "../../../api/types";
import { useSave } from "../../../objects/form/useSave";
import { iconNames, ObjectIcon } from "../../../objects/ObjectIcon";
import { EmptyState } from "../../../ui/EmptyState";
import { ErrorState } from "../../../ui/ErrorState";
import { Loading } from "../../../ui/Loading";
import { PageHead } from "../../../ui/PageHead";
import { sentenceOf } from "../../../ui/Problems";
import { finished } from "../choices";
import { FieldLines, type NewField } from "./FieldLines";
import "../settings.css";

export function OwnObjectPage() {
  const { t } = useTranslation();
  const { id } = useParams();
  const meta = useObject("own_object");
  if (!meta || (id !== "new" && !Number.isSafeInteger(Number(id)))) return <EmptyState text={t("error.notFoundHint")} />;
  return id === "new" ? <Editor meta={meta} row={null} /> : <Loaded meta={meta} id={Number(id)} />;
}

function Loaded({ meta, id }: { meta: ObjectMeta; id: number }) {
  const { data, error, refetch } = useQuery(recordQuery(meta, id));
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />;
  return <Editor key={data.id} meta={meta} row={data} />;
}

type Values = Record<string, unknown>;
const text = (value: unknown) => (typeof value === "string" ? value : "");
const GIVEN = ["label_zh", "label_en", "label_en_plural", "description", "icon", "group", "title_label_zh", "title_label_en", "plural", "is_listed"];

function Editor({ meta, row }: { meta: ObjectMeta; row: Row | null }) {
  const { t, i18n } = useTranslation();
  const go = useNavigate();
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const { update } = useSave(meta);
  const shown = useObject(text(row?.["name"]));
  const [values, setValues] = useState<Values>(() => row ?? { icon: "appstore", group: "sales", is_listed: true, board_by: "", stage_field: "" });
  const [fields, setFields] = useState<NewField[]>([]);
  const [problems, setProblems] = useState<Record<string, string[]>>({});
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const label = String((i18n.language.startsWith("zh") && row?.["label_zh"]) || row?.["label_en"] || "");

  const set = (name: string, value: unknown) => {
    setValues((now) => ({ ...now, [name]: value }));
    setProblems(({ [name]: _gone, ...rest }) => rest);
  };
  // A field that is still to be made has no name yet: its place stands for it.
  const stageChoices = row
    ? (shown?.fields ?? []).filter((field) => field.custom && field.type === "choice").map((field) => ({ value: field.name, label: field.label }))
    : fields.flatMap((field, at) => (field.type === "choice" && (field.label_zh || field.label_en) ? [{ value: `#${field.key}`, label: (i18n.language.startsWith("zh") && field.label_zh) || field.label_en || field.label_zh, at }] : []));
  const chosen = (name: string) => (stageChoices.some((choice) => choice.value === values[name]) ? text(values[name]) : "");
  const placeOf = (name: string) => {
    const at = fields.findIndex((field) => `#${field.key}` === chosen(name));
    return at < 0 ? {} : { [name]: at };
  };

  const save = async () => {
    setBusy(true);
    setWrong("");
    const given: Values = Object.fromEntries(GIVEN.filter((name) => values[name] !== undefined).map((name) => [name, values[name]]));
    try {
      if (row) {
        const changed = { ...given, label_en: text(given["label_en"]) || text(given["label_zh"]), board_by: chosen("board_by"), stage_field: chosen("stage_field") };
        await update(row, changed, t("settings.objects.saved", { name: label }));
      } else {
        const lines = fields.map(({ key: _key, options, target, formula, ...field }) => ({
          ...field,
          ...(field.type === "choice" || field.type === "choices" ? { options: finished(options) } : {}),
          ...(field.type === "reference" ? { target } : {}),
          ...(field.type === "computed" ? { formula } : {}),
        }));
        const declaration = { ...given, ...(text(values["name"]) ? { name: values["name"] } : {}), ...placeOf("board_by"), ...placeOf("stage_field") };
        const made = await post<Row>("/api/own-objects/make", { declaration, fields: lines });
        await client.invalidateQueries({ queryKey: ["objects"] });
        void client.invalidateQueries({ queryKey: ["records"] });
        void message.success(t("settings.objects.made", { name: (i18n.language.startsWith("zh") && text(made["label_zh"])) || text(made["label_en"]) }));
        void go(`/${text(made["plural"])}`);
        return;
      }
      await client.invalidateQueries({ queryKey: ["objects"] });
    } catch (error) {
      if (isProblem(error) && Object.keys(error.fields).length > 0) {
        setProblems(error.fields);
        setWrong(t("settings.objects.wrong"));
      } else if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
    }
    setBusy(false);
  };
  const drop = () =>
    modal.confirm({
      title: t("record.deleteSure", { title: label }),
      content: t("settings.objects.deleteText"),
      okText: t("settings.objects.delete"),
      okButtonProps: { danger: true },
      onOk: async () => {
        if (!row) return;
        try {
          await deleteRecord(meta, row.id, { undo: t("settings.objects.deleted", { name: label }) });
          await go("/own-objects");
          await client.invalidateQueries({ queryKey: ["objects"] });
          void client.invalidateQueries({ queryKey: ["records"] });
        } catch (error) {
          void message.error(sentenceOf(error));
        }
      },
    });
  const item = (name: string, title: string, hint?: string) => {
    const found = problems[name];
    return { label: title, htmlFor: `own-${name}`, ...(hint ? { extra: hint } : {}), ...(found ? { validateStatus: "error" as const, help: <span role="alert">{found.join(" ")}</span> } : {}) };
  };
  const input = (name: string, title: string, hint?: string) => (
    <Form.Item {...item(name, title, hint)}>
      <Input id={`own-${name}`} value={text(values[name])} onChange={(event) => set(name, event.target.value)} />
    </Form.Item>
  );

  return (
    <div className="page">
      <PageHead title={row ? t("settings.objects.edit", { name: label }) : t("settings.objects.add")} back="/own-objects">
        {row && shown && (
          <Button onClick={() => void go(`/${shown.plural}`)}>{t("settings.objects.open")}</Button>
        )}
        {row && meta.rights.delete && (
          <Button danger icon={<DeleteOutlined />} onClick={drop}>
            {t("settings.objects.delete")}
          </Button>
        )}
        <Button type="primary" loading={busy} onClick={() => void save()}>
          {row ? t("form.save") : t("settings.objects.make")}
        </Button>
      </PageHead>
      <Form
        layout="vertical"
        component="div"
        onKeyDown={(event) => {
          if ((event.ctrlKey || event.metaKey) && event.key === "Enter") void save();
        }}
      >
        {wrong && <Alert type="error" showIcon className="gap-below" title={<span className="pre-line">{wrong}</span>} />}
        <section className="page-box">
          <h2>{t("settings.objects.naming")}</h2>
          <div className="form-grid">
            {input("label_zh", t("settings.objects.labelZh"))}
            {input("label_en", t("settings.objects.labelEn"))}
            <Form.Item {...item("group", t("settings.objects.department"))}>
              <Select id="own-group" value={text(values["group"])} options={(fieldOf(meta, "group")?.choices ?? []).map(({ value, label: name }) => ({ value, label: name }))} onChange={(value: string) => set("group", value)} />
            </Form.Item>
            {input("label_en_plural", t("settings.objects.labelEnPlural"))}
            {input("title_label_zh", t("settings.objects.titleZh"), t("settings.objects.titleHint"))}
            {input("title_label_en", t("settings.objects.titleEn"))}
          </div>
          {input("description", t("settings.objects.description"))}
          <Form.Item label={t("settings.objects.icon")}>
            <Radio.Group className="icon-choice" optionType="button" value={text(values["icon"])} onChange={(event) => set("icon", event.target.value as string)}>
              {iconNames.map((name) => (
                <Radio.Button key={name} value={name} aria-label={name} title={name}>
                  <ObjectIcon meta={{ name, icon: name }} />
                </Radio.Button>
              ))}
            </Radio.Group>
          </Form.Item>
          <Checkbox checked={values["is_listed"] !== false} onChange={(event) => set("is_listed", event.target.checked)}>
            {t("settings.objects.isListed")}
          </Checkbox>
          <Collapse
            ghost
            {...(problems["name"] || problems["plural"] ? { activeKey: "names" } : {})}
            items={[
              {
                key: "names",
                label: t("settings.objects.technical"),
                forceRender: true,
                children: (
                  <div className="form-grid">
                    <Form.Item {...item("name", t("settings.objects.name"), t("settings.objects.nameHint"))}>
                      <Input id="own-name" disabled={!!row} value={text(values["name"])} onChange={(event) => set("name", event.target.value)} />
                    </Form.Item>
                    {input("plural", t("settings.objects.plural"))}
                  </div>
                ),
              },
            ]}
          />
        </section>
        <section className="page-box">
          <h2>{t("settings.objects.fields")}</h2>
          <p className="muted">{t("settings.objects.fieldsHint")}</p>
          {row ? (
            <p>
              {(shown?.fields ?? []).filter((field) => field.custom).map((field) => field.label).join(" · ")} <Link to={`/fields?object=${text(row["name"])}`}>{t("settings.objects.editFields")}</Link>
            </p>
          ) : (
            <FieldLines fields={fields} problems={problems} onChange={setFields} />
          )}
        </section>
        <section className="page-box">
          <h2>{t("settings.objects.board")}</h2>
          {stageChoices.length === 0 ? (
            <p className="muted">{t("settings.objects.choiceFirst")}</p>
          ) : (
            <div className="form-grid">
              {(["board_by", "stage_field"] as const).map((name) => (
                <Form.Item key={name} {...item(name, t(name === "board_by" ? "settings.objects.boardBy" : "settings.objects.stages"))}>
                  <Select id={`own-${name}`} value={chosen(name)} options={[{ value: "", label: t("settings.objects.nothing") }, ...stageChoices.map(({ value, label: title }) => ({ value, label: title }))]} onChange={(value: string) => set(name, value)} />
                </Form.Item>
              ))}
            </div>
          )}
        </section>
      </Form>
    </div>
  );
}
