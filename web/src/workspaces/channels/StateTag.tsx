/** Whether something works, in a colour and in words. */
import { Tag } from "antd";
import { useTranslation } from "react-i18next";

const COLOURS = { ok: "success", down: "error", off: "default" } as const;

export function StateTag({ status }: { status: keyof typeof COLOURS }) {
  const { t } = useTranslation();
  return (
    <Tag color={COLOURS[status]} variant="filled">
      {t(`channels.status.${status}`)}
    </Tag>
  );
}
