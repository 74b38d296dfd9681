/** Choosing the guests from outside of a meeting that stands already. */
import { useQueryClient } from "@tanstack/react-query";
import { Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Cancelled } from "../../api/problem";
import type { Row } from "../../api/types";
import { Problems } from "../../ui/Problems";
import { changeMeetings, type Guests } from "./calls";
import { difference } from "./guests";
import { GuestsField } from "./GuestsField";
import { outsiders, useTellGuests } from "./useTellGuests";

export function GuestsDialog({ record, guests, onClose }: { record: Row; guests: Guests; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const before = outsiders(guests);
  const [chosen, setChosen] = useState(before);
  const [error, setError] = useState<unknown>(null);
  const [saving, setSaving] = useState(false);
  const { ask, dialog } = useTellGuests();
  const save = async () => {
    const { added, removed } = difference(before, chosen);
    if (added.length + removed.length === 0) return onClose();
    const told = await ask({ occasion: "invite", guests: added, removed, from: guests.sender_address });
    if (!told) return;
    setSaving(true);
    setError(null);
    try {
      await changeMeetings(record.id, {}, "this", undefined, { guests: chosen, told });
      void client.invalidateQueries({ queryKey: ["records"] });
      onClose();
    } catch (caught) {
      if (!(caught instanceof Cancelled)) setError(caught);
    } finally {
      setSaving(false);
    }
  };
  return (
    <Modal open title={t("calendar.guests.title")} width={480} okText={t("calendar.form.save")} confirmLoading={saving} onOk={() => void save()} onCancel={onClose}>
      <div className="cal-guests-choice">
        <GuestsField value={chosen} onChange={setChosen} />
      </div>
      {guests.of_series && <p className="muted">{t("calendar.guests.ofSeries")}</p>}
      {error !== null && <Problems error={error} />}
      {dialog}
    </Modal>
  );
}
