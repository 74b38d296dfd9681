/** Opens what may be done with this person's data, for those who may. */
import { IdcardOutlined } from "@ant-design/icons";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { get } from "../../api/client";
import type { components } from "../../api/generated";
import { lazily } from "../../api/parts";
import type { RecordSlotProps } from "../../objects/slots";

const PersonDataDialog = lazily(() => import("./PersonDataDialog").then((module) => ({ default: module.PersonDataDialog })));

const rightsQuery = (plural: string, id: number) =>
  queryOptions({ queryKey: ["person-data", plural, id], queryFn: ({ signal }) => get<components["schemas"]["PersonRights"]>(`/api/${plural}/${id}/person`, {}, signal), retry: false });

export function PersonDataButton({ meta, record }: RecordSlotProps) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const { data } = useQuery(rightsQuery(meta.plural, record.id));
  if (!data?.is_person || (!data.may_export && !data.may_erase)) return null;
  return (
    <>
      <Button icon={<IdcardOutlined />} aria-label={t("personData.button")} title={t("personData.button")} onClick={() => setOpen(true)} />
      {open && (
        <Suspense fallback={null}>
          <PersonDataDialog meta={meta} record={record} rights={data} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
