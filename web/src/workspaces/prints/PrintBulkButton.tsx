/** Prints the ticked records: by a template, or as labels and lists of addresses. */
import { PrinterOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { lazily } from "../../api/parts";
import type { Filter, ObjectMeta } from "../../api/types";
import { templatesQuery, type Meant } from "./calls";
import { PEOPLE } from "./people";

const PrintDialog = lazily(() => import("./PrintDialog").then((module) => ({ default: module.PrintDialog })));

interface Props {
  meta: ObjectMeta;
  count: number;
  target: Meant;
}

export function PrintBulkButton({ meta, count, target }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { data } = useQuery({ ...templatesQuery(meta.name), enabled: meta.rights["export"] === true && !meta.is_setup });
  if (!meta.rights.export || (!PEOPLE.has(meta.name) && !data?.items.length)) return null;
  const filter = target.ids ? { any: target.ids.map((id): Filter => ({ field: "id", is: id })) } : (target.filter ?? null);
  return (
    <>
      <Button size="small" icon={<PrinterOutlined />} onClick={() => setOpen(true)}>
        {t("prints.button")}
      </Button>
      {open && (
        <Suspense fallback={null}>
          <PrintDialog meta={meta} templates={data?.items ?? []} ids={target.ids} count={count} filter={filter} search={target.ids ? null : (target.search ?? null)} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
