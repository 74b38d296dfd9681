/** Begins a workflow: an empty canvas for an object, or a ready one that is then changed. */
import { PlusOutlined, SearchOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Input, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useObject, useObjects } from "../../../api/objects";
import { createRecord } from "../../../api/records";
import { ObjectIcon } from "../../../objects/ObjectIcon";
import { sentenceOf } from "../../../ui/Problems";
import { writeDraft } from "../designer/calls";
import { fit } from "../document/pinyin";
import { inLanguage } from "../document/scope";
import { templatesQuery, type Template } from "./calls";
import "../designer/designer.css";
import "../pageTexts";

const NO_OBJECT = "-";

export function NewWorkflow({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const objects = useObjects();
  const meta = useObject("workflow");
  const templates = useQuery(templatesQuery).data ?? [];
  const [name, setName] = useState("");
  const [object, setObject] = useState(objects.some((each) => each.name === "lead") ? "lead" : NO_OBJECT);
  const [typed, setTyped] = useState("");
  const [busy, setBusy] = useState("");
  const [wrong, setWrong] = useState("");
  const language = i18n.language.startsWith("zh") ? "zh-hans" : "en";
  const about = objects.filter((each) => each.rights.read && !each.is_setup && each.listed !== false);

  const make = async (template: Template | null) => {
    if (!meta) return;
    setBusy(template?.key ?? "empty");
    setWrong("");
    const called = template ? { name: template.name["en"] ?? inLanguage(template.name, language), name_zh: template.name["zh-hans"] ?? "" } : { name: name.trim() || t("automation.templates.unnamed"), name_zh: language === "zh-hans" ? name.trim() : "" };
    try {
      const row = await createRecord(meta, { ...called, object: template ? template.document.object : object === NO_OBJECT ? "" : object });
      if (template) await writeDraft(row.id, template.document, 0);
      void client.invalidateQueries({ queryKey: ["records", "workflow"] });
      void navigate(`/workflows/${row.id}`);
    } catch (error) {
      setWrong(sentenceOf(error));
      setBusy("");
    }
  };
  const groups = [...new Set(templates.map((each) => each.group))];
  const shown = templates.filter((each) => fit(inLanguage(each.name, language), typed) !== null || fit(inLanguage(each.about, language), typed) !== null);
  const iconOf = (each: Template) => objects.find((one) => one.name === each.object) ?? { name: each.object, icon: null };

  return (
    <Modal open width={860} style={{ top: 48 }} title={t("automation.list.new")} footer={null} onCancel={onClose}>
      {wrong && <Alert type="error" showIcon className="gap-below" title={wrong} />}
      <form
        className="new-empty"
        onSubmit={(event) => {
          event.preventDefault();
          void make(null);
        }}
      >
        <Input autoFocus aria-label={t("automation.list.name")} placeholder={t("automation.templates.name")} value={name} onChange={(event) => setName(event.target.value)} />
        <Select className="new-object" showSearch={{ optionFilterProp: "label" }} aria-label={t("automation.list.object")} value={object} onChange={setObject} options={[...about.map((each) => ({ value: each.name, label: each.label })), { value: NO_OBJECT, label: t("automation.templates.noObject") }]} />
        <Button type="primary" htmlType="submit" icon={<PlusOutlined />} loading={busy === "empty"}>
          {t("automation.templates.empty")}
        </Button>
      </form>
      {templates.length > 0 && (
        <>
          <div className="form-line templates-head">
            <b className="grow">{t("automation.templates.title")}</b>
            <Input className="templates-search" prefix={<SearchOutlined />} allowClear aria-label={t("automation.templates.search")} placeholder={t("automation.templates.search")} value={typed} onChange={(event) => setTyped(event.target.value)} />
          </div>
          <div className="templates">
            {groups.map((group) => {
              const mine = shown.filter((each) => each.group === group);
              return mine.length === 0 ? null : (
                <section key={group}>
                  <h3>{t(`automation.templates.groups.${group}`, { defaultValue: group })}</h3>
                  <div className="templates-grid">
                    {mine.map((each) => (
                      <button key={each.key} type="button" className="template" disabled={busy !== ""} onClick={() => void make(each)}>
                        <b>
                          <ObjectIcon meta={iconOf(each)} /> {inLanguage(each.name, language)}
                        </b>
                        <span className="muted">{inLanguage(each.about, language)}</span>
                      </button>
                    ))}
                  </div>
                </section>
              );
            })}
          </div>
        </>
      )}
    </Modal>
  );
}
