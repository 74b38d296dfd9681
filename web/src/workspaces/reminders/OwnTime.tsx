/** A time of one's own choice. */
import { DatePicker, Modal } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { useState } from "react";
import { toIso } from "../../lib/time";

interface Props {
  title: string;
  okText: string;
  onClose: () => void;
  onChosen: (until: string) => void;
}

export function OwnTime({ title, okText, onClose, onChosen }: Props) {
  const [at, setAt] = useState<Dayjs | null>(null);
  return (
    <Modal
      open
      title={title}
      okText={okText}
      okButtonProps={{ disabled: !at }}
      onCancel={onClose}
      onOk={() => {
        if (at) onChosen(toIso(at));
        onClose();
      }}
    >
      <DatePicker className="full" showTime={{ format: "HH:mm", minuteStep: 5 }} value={at} onChange={setAt} autoFocus aria-label={title} minDate={dayjs()} />
    </Modal>
  );
}
