/** Above a lead that was handed over and not accepted yet: the receiver accepts or declines; others see for whom it waits. */
import { CheckOutlined, CloseOutlined, MailOutlined, PhoneOutlined, SwapOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { fieldOf } from "../../api/objects";
import { lazily } from "../../api/parts";
import { Cancelled } from "../../api/problem";
import { runAction } from "../../api/records";
import { useMe } from "../../api/session";
import type { ActionMeta, ObjectMeta, Row } from "../../api/types";
import { FieldShow } from "../../objects/fields/FieldShow";
import { titleOf } from "../../objects/fields/reference";
import type { RecordSlotProps } from "../../objects/slots";
import { matches } from "../../lib/matches";
import { showDateTime, showRelative } from "../../lib/time";
import { sentenceOf } from "../../ui/Problems";
import { openOffer } from "./calls";
import "./handover.css";

const DeclineDialog = lazily(() => import("./DeclineDialog").then((module) => ({ default: module.DeclineDialog })));

const REACH = ["company", "mobile", "phone", "email", "city"];

export function HandOverBanner({ meta, record }: RecordSlotProps) {
  const { t } = useTranslation();
  const me = useMe();
  const accept = meta.actions.find((action) => action.name === "lead.accept");
  const isMine = !!accept && matches(accept.available_if, record, me);
  const when = String(record["handed_over_at"]);
  if (isMine) return <Offer meta={meta} record={record} action={accept} />;
  return (
    <div className="hand-over is-quiet">
      <SwapOutlined />
      <span title={showDateTime(when)}>{t("handover.waitsFor", { owner: titleOf(record["owner"]), when: showRelative(when) })}</span>
    </div>
  );
}

function Offer({ meta, record, action }: { meta: ObjectMeta; record: Row; action: ActionMeta }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const offer = useQuery(openOffer(record.id)).data;
  const [busy, setBusy] = useState(false);
  const [declining, setDeclining] = useState(false);
  const when = String(record["handed_over_at"]);
  const giver = titleOf(record["handed_over_by"]);
  const note = typeof offer?.["note"] === "string" ? offer["note"] : "";
  const decline = meta.actions.find((each) => each.name === "lead.decline");
  const reach = REACH.flatMap((name) => fieldOf(meta, name) ?? []).filter((field) => record[field.name]);

  const accept = async () => {
    setBusy(true);
    try {
      await runAction(meta, record.id, action, {});
      void message.success(t("handover.accepted"));
      await client.invalidateQueries({ queryKey: ["records"] });
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    }
    setBusy(false);
  };

  return (
    <section className="hand-over" aria-label={t("handover.mine.acceptance")}>
      <span className="hand-over-icon">
        <SwapOutlined />
      </span>
      <div className="hand-over-body">
        <b title={showDateTime(when)}>{t(giver ? "handover.offered" : "handover.offeredByNobody", { giver, when: showRelative(when) })}</b>
        {note && (
          <blockquote className="pre-line">
            <span className="muted">{t("handover.note")}</span> {note}
          </blockquote>
        )}
        {reach.length > 0 && (
          <div className="hand-over-reach" role="group" aria-label={t("handover.reach")}>
            {reach.map((field) => (
              <span key={field.name} title={field.label}>
                {(field.name === "mobile" || field.name === "phone") && <PhoneOutlined className="muted" />}
                {field.name === "email" && <MailOutlined className="muted" />} <FieldShow dense field={field} value={record[field.name]} record={record} />
              </span>
            ))}
          </div>
        )}
      </div>
      <div className="hand-over-buttons">
        <Button type="primary" icon={<CheckOutlined />} loading={busy} onClick={() => void accept()}>
          {t("handover.accept")}
        </Button>
        {decline && (
          <Button icon={<CloseOutlined />} disabled={busy} onClick={() => setDeclining(true)}>
            {t("handover.decline")}
          </Button>
        )}
      </div>
      <Suspense fallback={null}>{declining && decline && <DeclineDialog meta={meta} record={record} action={decline} onClose={() => setDeclining(false)} />}</Suspense>
    </section>
  );
}
