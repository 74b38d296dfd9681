/** Hand over the ticked rows, with what hangs on them. */
import { SwapOutlined } from "@ant-design/icons";
import { App, Button, Modal } from "antd";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { lazily } from "../../api/parts";
import type { BulkSlot } from "../../objects/slots";
import type { ComponentProps } from "react";

const GiveForm = lazily(() => import("./GiveForm").then((module) => ({ default: module.GiveForm })));

export function BulkGive({ meta, count, target, onDone }: ComponentProps<BulkSlot["Part"]>) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  if (!meta.rights.update) return null;
  return (
    <>
      <Button size="small" icon={<SwapOutlined />} onClick={() => setOpen(true)}>
        {t("handover.work.handOver")}
      </Button>
      {open && (
        <Modal open width={640} footer={null} title={`${t("handover.work.newTitle")} · ${t("handover.work.selection", { count })}`} onCancel={() => setOpen(false)}>
          <Suspense fallback={null}>
            <GiveForm
              source={{ object: meta.name, ...(target.ids ? { ids: target.ids } : { filter: target.filter, search: target.search ?? null }) }}
              withAttached
              onDone={(sentence) => {
                void message.success(sentence);
                setOpen(false);
                onDone();
              }}
            />
          </Suspense>
        </Modal>
      )}
    </>
  );
}
