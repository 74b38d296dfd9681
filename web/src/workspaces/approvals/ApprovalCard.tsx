/** One request: what is to be done, why it needs approval, and the answer in place. */
import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Input, Popconfirm, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { recordPath, useObjects } from "../../api/objects";
import { Cancelled } from "../../api/problem";
import { showDateTime, showRelative } from "../../lib/time";
import { sentenceOf } from "../../ui/Problems";
import { answerApproval, withdrawApproval, type ApprovalCardData } from "./calls";
import "./approvals.css";

const COLORS = { pending: "processing", approved: "success", rejected: "error", withdrawn: "default" } as const;
const named = (people: readonly { title: string }[]) => people.map((person) => person.title).join(", ");

export function ApprovalCard({ approval }: { approval: ApprovalCardData }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const objects = useObjects();
  const { message } = App.useApp();
  const [comment, setComment] = useState("");
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState("");
  const { record } = approval;
  const meta = record && objects.find((each) => each.name === record.object);

  const attempt = async (name: string, work: () => Promise<string>) => {
    setBusy(name);
    setWrong("");
    try {
      void message.success(await work());
      await client.invalidateQueries({ queryKey: ["records"] });
    } catch (error) {
      if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
    }
    setBusy("");
  };
  const approve = () =>
    attempt("approve", async () => {
      const done = await answerApproval(approval.id, "approved", comment.trim());
      return t(done.state === "approved" ? "approvals.done.approved" : "approvals.done.agreed");
    });
  const reject = () => {
    if (!comment.trim()) {
      setWrong(t("approvals.why"));
      return;
    }
    void attempt("reject", async () => {
      await answerApproval(approval.id, "rejected", comment.trim());
      return t("approvals.done.rejected", { who: approval.asked_by?.title ?? "" });
    });
  };
  const withdraw = () =>
    attempt("withdraw", async () => {
      await withdrawApproval(approval.id);
      return t("approvals.withdrawn");
    });

  return (
    <article className="approval" aria-labelledby={`approval-${approval.id}`}>
      <header className="approval-head">
        <h2 id={`approval-${approval.id}`}>
          {approval.what} {record?.may_read && meta ? <Link to={recordPath(meta, record.id)}>{approval.title}</Link> : <span>“{approval.title}”</span>}
        </h2>
        <Tag color={COLORS[approval.state]}>{t(`approvals.states.${approval.state}`)}</Tag>
        <span className="muted" title={showDateTime(approval.asked_at)}>
          {t("approvals.askedBy", { who: approval.asked_by?.title ?? "–", when: showRelative(approval.asked_at) })}
        </span>
      </header>
      {approval.gates.map((gate, at) => (
        <div key={at}>
          <p className="approval-words pre-line">{gate.text}</p>
          <span className="muted">
            {gate.outcome
              ? [t(`approvals.gateState.${gate.outcome}`, { who: gate.answered_for ? t("approvals.inPlace", { who: gate.answered_by?.title ?? "", absent: gate.answered_for.title }) : gate.answered_by?.title }), gate.comment].filter(Boolean).join(": ")
              : t("approvals.asked", { names: named(gate.people) })}
          </span>
        </div>
      ))}
      {approval.remark && <p className="approval-remark pre-line">“{approval.remark}”</p>}
      {approval.values.length > 0 && (
        <table className="approval-values">
          <tbody>
            {approval.values.map((each) => (
              <tr key={each.label}>
                <th scope="row">{each.label}</th>
                <td>
                  {each.old && (
                    <>
                      <del>{each.old}</del> →{" "}
                    </>
                  )}
                  {each.new || "–"}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {approval.changed && <Alert type="warning" showIcon title={t("approvals.changed", { what: approval.changed })} />}
      {approval.in_place_of.length > 0 && <span className="muted">{t("approvals.inPlaceOf", { names: named(approval.in_place_of) })}</span>}
      {wrong && <Alert type="error" showIcon title={<span className="pre-line">{wrong}</span>} />}
      {approval.may_answer && (
        <div className="approval-answer">
          <Input.TextArea aria-label={t("approvals.comment")} placeholder={`${t("approvals.comment")} (${t("approvals.commentHint")})`} autoSize={{ minRows: 1, maxRows: 6 }} maxLength={2000} value={comment} onChange={(event) => setComment(event.target.value)} />
          <Button type="primary" loading={busy === "approve"} disabled={busy !== ""} onClick={() => void approve()}>
            {t("approvals.approve")}
          </Button>
          <Button danger loading={busy === "reject"} disabled={busy !== ""} onClick={reject}>
            {t("approvals.reject")}
          </Button>
        </div>
      )}
      {approval.may_withdraw && !approval.may_answer && (
        <span>
          <Popconfirm title={t("approvals.withdrawSure")} onConfirm={() => void withdraw()}>
            <Button size="small" loading={busy === "withdraw"}>
              {t("approvals.withdraw")}
            </Button>
          </Popconfirm>
        </span>
      )}
      {approval.why_over && <span className="muted">{approval.why_over}</span>}
    </article>
  );
}
