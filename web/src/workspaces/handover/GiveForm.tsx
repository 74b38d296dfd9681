/** Who gets the work, with a preview of what moves. Used for all work of a person and for chosen records. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Checkbox, Form, Input, Radio, Spin } from "antd";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Cancelled } from "../../api/problem";
import type { FieldMeta } from "../../api/types";
import { RecordPicker, idOf } from "../../objects/fields/reference";
import { PersonAvatar } from "../../ui/PersonAvatar";
import { sentenceOf } from "../../ui/Problems";
import { useDebounced } from "../../ui/useDebounced";
import { giveWork, previewQuery, type KindCount, type WorkAsked } from "./workCalls";
import "./handover.css";

type How = "one" | "evenly" | "territory";

interface Props {
  source: WorkAsked;
  /** Chosen records may take along what hangs on them. */
  withAttached?: boolean;
  onDone: (sentence: string) => void;
}

const PERSON = { name: "receivers", type: "user", object: "user" } as FieldMeta;

export function GiveForm({ source, withAttached = false, onDone }: Props) {
  const { t } = useTranslation();
  const prefix = useId();
  const client = useQueryClient();
  const [how, setHow] = useState<How>("one");
  const [one, setOne] = useState<unknown>(null);
  const [many, setMany] = useState<unknown[]>([]);
  const [attached, setAttached] = useState(true);
  const [left, setLeft] = useState<string[]>([]);
  const [atOnce, setAtOnce] = useState(false);
  const [note, setNote] = useState("");
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);

  const chosen = how === "territory" ? [] : how === "one" ? (one ? [one] : []) : many;
  const receivers = chosen.map((each) => Number(idOf(each)));
  const whole: WorkAsked = { ...source, with_attached: attached, how, receivers };
  const everything = useQuery(previewQuery(useDebounced({ ...source, with_attached: attached })));
  const kinds = everything.data?.kinds ?? [];
  const objects = left.length > 0 ? { objects: kinds.map((kind) => kind.object).filter((name) => !left.includes(name)) } : {};
  const asked = { ...whole, ...objects };
  const shown = useQuery({ ...previewQuery(asked), enabled: kinds.length > 0 && (receivers.length > 0 || how === "territory") });
  const preview = shown.data;
  const count = preview ? preview.count - preview.left : 0;
  const mayDecide = !!preview && preview.shares.length > 0 && preview.shares.every((share) => share.may_decide);

  const give = async () => {
    setBusy(true);
    setWrong("");
    try {
      const made = await giveWork({ ...asked, at_once: atOnce && mayDecide, note }, t("handover.work.done", { count }));
      await client.invalidateQueries({ queryKey: ["records"] });
      onDone(t(made.is_moving ? "handover.work.moving" : "handover.work.done", { count: made.count }));
    } catch (error) {
      if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
      setBusy(false);
    }
  };

  if (everything.isPending) return <Spin />;
  if (everything.error) return <Alert type="error" showIcon title={sentenceOf(everything.error)} />;
  if (everything.data.count === 0) return <Alert type="info" showIcon title={t("handover.work.nothing")} />;
  return (
    <Form layout="vertical" component="div">
      <Form.Item label={t("handover.work.what")}>
        <div className="give-kinds">
          {kinds.map((kind) => (
            <Checkbox key={kind.object} checked={!left.includes(kind.object)} disabled={kind.object === source.object} onChange={(event) => setLeft(event.target.checked ? left.filter((name) => name !== kind.object) : [...left, kind.object])}>
              <KindName kind={kind} />
            </Checkbox>
          ))}
        </div>
        {withAttached && (
          <Checkbox checked={attached} onChange={(event) => setAttached(event.target.checked)}>
            {t("handover.work.attached")}
          </Checkbox>
        )}
      </Form.Item>
      <Form.Item label={t("handover.work.how")}>
        <Radio.Group value={how} onChange={(event) => setHow(event.target.value as How)} options={(["one", "evenly", "territory"] as const).map((value) => ({ value, label: t(`handover.work.${value}`) }))} />
      </Form.Item>
      {how !== "territory" && (
        <Form.Item label={t("handover.work.receivers")} htmlFor={`${prefix}-receivers`} required>
          {how === "one" ? (
            <RecordPicker key="one" id={`${prefix}-receivers`} field={PERSON} value={one} onChange={setOne} />
          ) : (
            <RecordPicker key="many" id={`${prefix}-receivers`} many field={PERSON} value={many} onChange={(next) => setMany(Array.isArray(next) ? next : [])} />
          )}
        </Form.Item>
      )}
      {preview && preview.shares.length > 0 && (
        <Form.Item label={t("handover.work.preview")}>
          <ul className="give-shares">
            {preview.shares.map((share) => (
              <li key={share.receiver.id}>
                <span className="person">
                  <PersonAvatar name={share.receiver.title} /> <b>{share.receiver.title}</b>
                </span>
                <span className="muted">{t("handover.work.gets", { count: share.count, customers: share.customers })}</span>
                <div className="give-kinds is-small">
                  {share.kinds.map((kind) => (
                    <span key={kind.object} title={kind.titles.join("\n")}>
                      <KindName kind={kind} />
                    </span>
                  ))}
                </div>
              </li>
            ))}
          </ul>
        </Form.Item>
      )}
      {!!preview?.left && <Alert className="gap-below" type="warning" showIcon title={t("handover.work.left", { count: preview.left })} />}
      {!preview && !shown.error && <p className="muted">{t("handover.work.chooseReceiver")}</p>}
      <Form.Item label={t("handover.work.note")} htmlFor={`${prefix}-note`}>
        <Input.TextArea id={`${prefix}-note`} rows={2} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />
      </Form.Item>
      <Form.Item>
        <Checkbox checked={atOnce && mayDecide} disabled={!mayDecide} onChange={(event) => setAtOnce(event.target.checked)}>
          {t("handover.work.atOnce")}
        </Checkbox>{" "}
        <span className="muted">{t("handover.work.atOnceHint")}</span>
      </Form.Item>
      {(wrong || shown.error) && <Alert className="gap-below" type="error" showIcon title={wrong || sentenceOf(shown.error)} />}
      <Button type="primary" loading={busy} disabled={count === 0 || shown.isFetching} onClick={() => void give()}>
        {t("handover.work.give", { count })}
      </Button>
    </Form>
  );
}

function KindName({ kind }: { kind: KindCount }) {
  const { i18n } = useTranslation();
  return (
    <span className="one-line">
      {kind.label} <b>{kind.count.toLocaleString(i18n.language)}</b>
    </span>
  );
}
