/** Be reminded of a record, from its page; on a reminder's own page: change it. */
import { BellOutlined, EditOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { lazily } from "../../api/parts";
import type { RecordSlotProps } from "../../objects/slots";
import { useNarrow } from "../../ui/useNarrow";

const ReminderDialog = lazily(() => import("./ReminderDialog").then((module) => ({ default: module.ReminderDialog })));

export function RemindButton({ meta, record }: RecordSlotProps) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const [open, setOpen] = useState(false);
  if (meta.is_setup) return null;
  const isReminder = meta.name === "reminder";
  const label = t(isReminder ? "reminders.edit" : "reminders.remindMe");
  return (
    <>
      <Button icon={isReminder ? <EditOutlined /> : <BellOutlined />} aria-label={label} title={label} onClick={() => setOpen(true)}>
        {narrow ? null : label}
      </Button>
      <Suspense fallback={null}>
        {open && <ReminderDialog {...(isReminder ? { record } : { given: { related_to: { object: meta.name, id: record.id, title: record.title } } })} onClose={() => setOpen(false)} />}
      </Suspense>
    </>
  );
}
