/** Who is asked to a meeting and what they answered; the times they proposed, and whether all of them know how things stand. */
import { CheckCircleFilled, ClockCircleOutlined, CloseCircleFilled, QuestionCircleFilled } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Tooltip } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Cancelled } from "../../api/problem";
import { inZone } from "../../lib/time";
import { sentenceOf } from "../../ui/Problems";
import { takeProposal, tellGuests, type Guest, type Guests } from "./calls";

const ICONS = {
  accepted: <CheckCircleFilled className="cal-yes" />,
  tentative: <QuestionCircleFilled className="cal-maybe" />,
  declined: <CloseCircleFilled className="cal-no" />,
  needs_action: <ClockCircleOutlined className="muted" />,
};

export function GuestList({ meeting, guests }: { meeting: number; guests: Guests }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message, notification } = App.useApp();
  const [busy, setBusy] = useState(false);
  const act = async (what: () => Promise<unknown>, done: string) => {
    setBusy(true);
    try {
      await what();
      if (done) void message.success(done);
    } catch (error) {
      if (!(error instanceof Cancelled)) notification.warning({ title: sentenceOf(error) });
    } finally {
      setBusy(false);
      void client.invalidateQueries({ queryKey: ["records"] });
    }
  };
  return (
    <>
      <ul className="cal-guests">
        {guests.items.map((guest) => (
          <li key={guest.id}>
            <Tooltip title={t(`calendar.guests.${guest.state}`)}>
              <span role="img" aria-label={t(`calendar.guests.${guest.state}`)}>
                {ICONS[guest.state]}
              </span>
            </Tooltip>
            <div>
              <span title={guest.address}>{guest.name}</span>
              {guest.user === null && !guest.knows && <span className="muted"> · {t("calendar.guests.untold")}</span>}
              {guest.comment && <div className="muted cal-card-wrap">“{guest.comment}”</div>}
              <Proposal guest={guest} may={guests.may_change && !guests.of_series} busy={busy} onTake={() => void act(() => takeProposal(meeting, guest.id, { undo: t("calendar.moved") }), "")} />
            </div>
          </li>
        ))}
      </ul>
      {guests.waiting > 0 && guests.may_change && (
        <div className="cal-guests-waiting">
          <span className="muted">{t(guests.kept_back ? "calendar.guests.keptBack" : "calendar.guests.soon", { count: guests.waiting })}</span>
          {guests.kept_back && (
            <Button size="small" loading={busy} onClick={() => void act(() => tellGuests(meeting), t("calendar.guests.told"))}>
              {t("calendar.guests.tellNow")}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

function Proposal({ guest, may, busy, onTake }: { guest: Guest; may: boolean; busy: boolean; onTake: () => void }) {
  const { t } = useTranslation();
  if (!guest.proposed_starts_at || !guest.proposed_ends_at) return null;
  const end = inZone(guest.proposed_ends_at).format("HH:mm");
  return (
    <div className="cal-proposal">
      <span>{t("calendar.guests.proposes", { time: `${inZone(guest.proposed_starts_at).format("MM-DD ddd HH:mm")}–${end}` })}</span>{" "}
      {may && (
        <Button size="small" loading={busy} onClick={onTake}>
          {t("calendar.guests.take")}
        </Button>
      )}
    </div>
  );
}
