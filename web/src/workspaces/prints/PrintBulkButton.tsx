/** Prints the ticked records. */
import { PrinterOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Filter, ObjectMeta } from "../../api/types";

const PrintDialog = lazy(() => import("./PrintDialog").then((module) => ({ default: module.PrintDialog })));

interface Props {
  meta: ObjectMeta;
  target: { ids?: number[]; filter?: Filter | null; search?: string | null };
}

export function PrintBulkButton({ meta, target }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  if (!meta.rights.export) return null;
  const filter = target.ids ? { any: target.ids.map((id): Filter => ({ field: "id", is: id })) } : (target.filter ?? null);
  return (
    <>
      <Button size="small" icon={<PrinterOutlined />} onClick={() => setOpen(true)}>
        {t("prints.button")}
      </Button>
      {open && (
        <Suspense fallback={null}>
          <PrintDialog meta={meta} filter={filter} search={target.ids ? null : (target.search ?? null)} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
