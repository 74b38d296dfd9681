/** What is asked, with its form and its answers. */
import { Alert, App, Button, Form, Input, Modal } from "antd";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { recordPath, useObjects } from "../../../api/objects";
import { Cancelled, isProblem } from "../../../api/problem";
import type { FieldMeta, ObjectMeta } from "../../../api/types";
import { showDateTime } from "../../../lib/time";
import { isBlank } from "../../../objects/fields/kind";
import { toWire } from "../../../objects/fields/kinds";
import { RecordPicker, titleOf } from "../../../objects/fields/reference";
import { Fields } from "../../../objects/form/Fields";
import { sentenceOf } from "../../../ui/Problems";
import { answerAsk, passOnAsk, type AskField, type AskItem } from "./calls";
import "./askTexts";
import "./asks.css";

const noObject = { stage_field: null, fields: [] } as unknown as ObjectMeta;

export function fieldOfAsk(field: AskField): FieldMeta {
  const type = field.type === "record" ? "reference" : field.type;
  return {
    name: field.name,
    label: field.label || field.name,
    type,
    required: field.required === true,
    read_only: false,
    custom: false,
    right: "write",
    choices: field.type === "choice" ? (field.options ?? []).map((option) => ({ value: option, label: option })) : null,
    object: field.object || (field.type === "user" ? "user" : null),
    operators: [],
    sortable: false,
    inline: false,
  };
}

export function AnswerForm({ ask, compact = false, onDone }: { ask: AskItem; compact?: boolean; onDone?: () => void }) {
  const { t } = useTranslation();
  const objects = useObjects();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [values, setValues] = useState<Record<string, unknown>>(ask.values);
  const [problems, setProblems] = useState<Record<string, string[]>>({});
  const [comment, setComment] = useState("");
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState("");
  const [passing, setPassing] = useState(false);
  const [to, setTo] = useState<unknown>(null);
  const fields = ask.fields.map(fieldOfAsk);
  const record = ask.record;
  const meta = objects.find((each) => each.name === record?.object);
  const act = async (key: string, work: () => Promise<AskItem>, done: string) => {
    setBusy(key);
    setWrong("");
    try {
      const answer = await work();
      client.setQueryData(["records", "ask", "one", ask.id], answer);
      void client.invalidateQueries({ queryKey: ["records"] });
      void message.success(done);
      onDone?.();
    } catch (error) {
      if (isProblem(error) && Object.keys(error.fields).some((name) => fields.some((field) => field.name === name))) setProblems(error.fields);
      else if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
    }
    setBusy("");
  };
  const give = (outcome: string) => {
    const isNo = outcome === "rejected" || outcome === "returned";
    const missing = isNo ? [] : fields.filter((field) => field.required && isBlank(values[field.name]));
    if (missing.length > 0) {
      setProblems(Object.fromEntries(missing.map((field) => [field.name, [t("automation.asks.required")]])));
      return;
    }
    if (isNo && !comment.trim()) {
      setWrong(t("automation.asks.commentNeeded"));
      return;
    }
    const filled = toWire(fields, Object.fromEntries(Object.entries(values).filter(([, value]) => !isBlank(value))));
    void act(outcome, () => answerAsk(ask.id, outcome, comment.trim(), filled), t("automation.asks.answeredNow"));
  };
  return (
    <div className="ask">
      {!compact && <h2 className="ask-title">{ask.title}</h2>}
      <div className="ask-facts muted">
        <span>{t(`automation.asks.kinds.${ask.kind}`)}</span>
        {record &&
          !compact &&
          (record.may_read && meta ? (
            <span>
              {meta.label} <Link to={recordPath(meta, record.id)}>{record.title || `#${record.id}`}</Link>
            </span>
          ) : (
            <span>{record.title || t("automation.asks.hidden")}</span>
          ))}
        <span>{ask.workflow.title}</span>
        <span>{t("automation.asks.since", { when: showDateTime(ask.created_at) })}</span>
        {ask.due_at && ask.status === "open" && <b className={isOver(ask.due_at) ? "wrong" : ""}>{isOver(ask.due_at) ? t("automation.asks.overdue") : t("automation.asks.due", { when: showDateTime(ask.due_at) })}</b>}
        {ask.every && <span>{t("automation.asks.every")}</span>}
      </div>
      {ask.in_place_of.length > 0 && <Alert type="info" showIcon className="gap-below" title={t("automation.asks.insteadOf", { who: ask.in_place_of.map((each) => each.title).join(", ") })} />}
      {ask.text && ask.text !== ask.title && <p className="pre-line ask-text">{ask.text}</p>}
      {(ask.people.length > 1 || ask.status !== "open") && (
        <ul className="ask-people">
          {ask.people.map((each, at) => (
            <li key={at}>
              {titleOf(each.user)} <span className="muted">{each.is_open ? t("automation.asks.waits") : each.outcome ? t(`automation.asks.given.${each.outcome}`) : each.passed_to ? `→ ${each.passed_to.title}` : ""}</span>
              {each.comment && <div className="muted pre-line">{each.comment}</div>}
            </li>
          ))}
        </ul>
      )}
      {ask.status !== "open" && <Alert type={ask.outcome === "rejected" ? "warning" : "success"} showIcon title={t(`automation.asks.given.${ask.outcome}`)} description={[ask.answered_by && ask.closed_at ? t("automation.asks.by", { who: ask.answered_by.title, when: showDateTime(ask.closed_at) }) : ask.why_over, ask.comment].filter(Boolean).join(" · ")} />}
      {wrong && <Alert type="error" showIcon className="gap-below" title={wrong} />}
      {ask.may_answer && (
        <Form layout="vertical" component="div">
          {fields.length > 0 && (
            <div className="form-single">
              <Fields
                meta={noObject}
                fields={fields}
                values={values}
                problems={problems}
                required={(field) => field.required}
                onChange={(name, value) => {
                  setValues((now) => ({ ...now, [name]: value }));
                  setProblems(({ [name]: _gone, ...rest }) => rest);
                }}
              />
            </div>
          )}
          <Input.TextArea aria-label={t("automation.asks.comment")} placeholder={t("automation.asks.comment")} autoSize={{ minRows: compact ? 1 : 2, maxRows: 8 }} value={comment} onChange={(event) => setComment(event.target.value)} />
          <div className="ask-answers">
            {ask.outcomes.map((outcome) => (
              <Button key={outcome} size={compact ? "small" : "middle"} type={outcome === "approved" || outcome === "done" ? "primary" : "default"} danger={outcome === "rejected"} loading={busy === outcome} disabled={busy !== ""} onClick={() => give(outcome)}>
                {t(`automation.asks.answers.${outcome}`)}
              </Button>
            ))}
            <span className="grow" />
            <Button size={compact ? "small" : "middle"} type="text" onClick={() => setPassing(true)}>
              {t("automation.asks.passOn")}
            </Button>
          </div>
        </Form>
      )}
      {passing && (
        <Modal
          open
          width={420}
          title={t("automation.asks.passOn")}
          okText={t("automation.asks.passOn")}
          okButtonProps={{ disabled: !to }}
          confirmLoading={busy === "pass"}
          onCancel={() => setPassing(false)}
          onOk={() => void act("pass", () => passOnAsk(ask.id, (to as { id: number }).id, comment), t("automation.asks.passed")).then(() => setPassing(false))}
        >
          <RecordPicker field={{ ...fieldOfAsk({ name: "user", label: t("automation.asks.passTo"), type: "user" }) }} value={to} onChange={setTo} />
        </Modal>
      )}
    </div>
  );
}

const isOver = (due: string) => Date.parse(due) < Date.now();
