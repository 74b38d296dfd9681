/** Naming a deputy: who, from when to when, in what; managers do it for their people too. */
import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Checkbox, DatePicker, Form, Input, Modal, Select } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../../api/session";
import { inZone, toIso } from "../../lib/time";
import { sentenceOf } from "../../ui/Problems";
import { deputiesQuery, nameDeputy, WORK, type Deputies, type Work } from "./calls";

interface Props {
  people: Deputies["people"];
  colleagues: Deputies["colleagues"];
  onClose: () => void;
}

/** From now to the end of tomorrow. */
function usualTime(): [Dayjs, Dayjs] {
  const now = inZone(new Date().toISOString()).startOf("minute");
  return [now, now.add(1, "day").endOf("day").startOf("minute")];
}

export function NameDialog({ people, colleagues, onClose }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [user, setUser] = useState(me.id);
  const [deputy, setDeputy] = useState<number>();
  const [time, setTime] = useState<[Dayjs, Dayjs]>(usualTime);
  const [kinds, setKinds] = useState<Work[]>([]);
  const [note, setNote] = useState("");
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);

  const save = async () => {
    if (!deputy) {
      setWrong(t("deputies.needed"));
      return;
    }
    setBusy(true);
    setWrong("");
    try {
      const row = await nameDeputy({ user, deputy, starts_at: toIso(time[0]), ends_at: toIso(time[1]), kinds, note });
      await client.invalidateQueries({ queryKey: deputiesQuery.queryKey });
      void message.success(t("deputies.saved", { name: row.deputy.title }));
      onClose();
    } catch (error) {
      setWrong(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  };
  const named = (list: Deputies["people"]) => list.map((each) => ({ value: each.id, label: each.title }));

  return (
    <Modal open title={t("deputies.new")} okText={t("deputies.save")} confirmLoading={busy} onOk={() => void save()} onCancel={onClose}>
      <Form layout="vertical">
        {wrong && <Alert type="error" showIcon className="gap-below" title={wrong} />}
        {people.length > 0 && (
          <Form.Item label={t("deputies.newFor")} htmlFor="deputies-user">
            <Select id="deputies-user" showSearch={{ optionFilterProp: "label" }} value={user} onChange={setUser} options={[{ value: me.id, label: t("deputies.me") }, ...named(people)]} />
          </Form.Item>
        )}
        <Form.Item label={t("deputies.deputy")} required htmlFor="deputies-deputy">
          <Select id="deputies-deputy" autoFocus showSearch={{ optionFilterProp: "label" }} value={deputy} onChange={setDeputy} options={named(colleagues).filter((each) => each.value !== user)} />
        </Form.Item>
        <Form.Item label={t("deputies.time")} required htmlFor="deputies-time">
          <DatePicker.RangePicker
            id={{ start: "deputies-time", end: "deputies-time-end" }}
            showTime={{ format: "HH:mm", minuteStep: 5 }}
            format="YYYY-MM-DD HH:mm"
            allowClear={false}
            value={time}
            onChange={(picked) => {
              const [first, last] = picked ?? [];
              if (first && last) setTime([first, last]);
            }}
          />
        </Form.Item>
        <Form.Item label={t("deputies.kinds")} extra={kinds.length ? t("deputies.kindsHint") : t("deputies.everything")}>
          <Checkbox.Group value={kinds} onChange={setKinds} options={WORK.map((kind) => ({ value: kind, label: t(`deputies.kind.${kind}`) }))} />
        </Form.Item>
        <Form.Item label={t("deputies.note")} htmlFor="deputies-note">
          <Input.TextArea id="deputies-note" rows={2} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
