/** Prints the list as it is filtered now. */
import { PrinterOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { lazily } from "../../api/parts";
import type { ObjectMeta } from "../../api/types";
import { useList } from "../../objects/list/useList";
import { templatesQuery } from "./calls";
import { PEOPLE } from "./people";

const PrintDialog = lazily(() => import("./PrintDialog").then((module) => ({ default: module.PrintDialog })));

export function PrintButton({ meta }: { meta: ObjectMeta }) {
  const { t } = useTranslation();
  const { effective } = useList(meta);
  const [open, setOpen] = useState(false);
  const { data } = useQuery({ ...templatesQuery(meta.name), enabled: meta.rights["export"] === true && !meta.is_setup });
  if (!meta.rights.export || (!PEOPLE.has(meta.name) && !data?.items.length)) return null;
  return (
    <>
      <Button icon={<PrinterOutlined />} aria-label={t("prints.button")} title={t("prints.button")} onClick={() => setOpen(true)} />
      {open && (
        <Suspense fallback={null}>
          <PrintDialog meta={meta} templates={data?.items ?? []} filter={effective.filter} search={effective.search || null} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
