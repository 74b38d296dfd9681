/** Hand over all work of a person: on leave, leaving, or a new split. */
import { App, Form } from "antd";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";
import type { FieldMeta } from "../../api/types";
import { RecordPicker, idOf } from "../../objects/fields/reference";
import { PageHead } from "../../ui/PageHead";
import { GiveForm } from "./GiveForm";

const PERSON = { name: "person", type: "user", object: "user" } as FieldMeta;

export function NewWorkPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const id = useId();
  const { message } = App.useApp();
  const [search, setSearch] = useSearchParams();
  const person = Number(search.get("person")) || null;

  return (
    <div className="page page-narrow">
      <PageHead title={t("handover.work.newTitle")} about={t("handover.work.newAbout")} back="/work-hand-overs" />
      <section className="page-box">
        <Form layout="vertical" component="div">
          <Form.Item label={t("handover.work.person")} htmlFor={id} required>
            <RecordPicker id={id} field={PERSON} value={person} onChange={(next) => setSearch(next ? { person: String(idOf(next)) } : {}, { replace: true })} />
          </Form.Item>
        </Form>
        {person ? (
          <GiveForm
            key={person}
            source={{ person }}
            onDone={(sentence) => {
              void message.success(sentence);
              void navigate("/work-hand-overs?show=given");
            }}
          />
        ) : (
          <p className="muted">{t("handover.work.choosePerson")}</p>
        )}
      </section>
    </div>
  );
}
