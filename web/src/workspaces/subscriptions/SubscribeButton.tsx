/** Subscribe to a report, from its page. */
import { MailOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { lazily } from "../../api/parts";
import type { ReportSlotProps } from "../../objects/slots";
import { useNarrow } from "../../ui/useNarrow";

const SubscribeDialog = lazily(() => import("./SubscribeDialog").then((module) => ({ default: module.SubscribeDialog })));

export function SubscribeButton({ source, parameters }: ReportSlotProps) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon={<MailOutlined />} aria-label={t("subscriptions.subscribe")} title={t("subscriptions.hint")} onClick={() => setOpen(true)}>
        {narrow ? null : t("subscriptions.subscribe")}
      </Button>
      <Suspense fallback={null}>{open && <SubscribeDialog wanted={{ source, parameters }} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
