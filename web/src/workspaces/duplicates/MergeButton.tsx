/** In the bar for ticked rows: merge them. */
import { MergeCellsOutlined } from "@ant-design/icons";
import { Button, Tooltip } from "antd";
import type { ComponentProps } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { BulkSlot } from "../../objects/slots";

const MOST = 20;

export function MergeButton({ meta, target }: ComponentProps<BulkSlot["Part"]>) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const ids = target.ids ?? [];
  if (meta.is_setup || !meta.rights.update || !meta.fields.some((field) => field.name === "owner")) return null;
  const fits = ids.length >= 2 && ids.length <= MOST;
  return (
    <Tooltip title={fits ? "" : t("duplicates.tooFew")}>
      <Button size="small" icon={<MergeCellsOutlined />} disabled={!fits} onClick={() => void navigate(`/${meta.plural}/merge?ids=${ids.join(",")}`)}>
        {t("duplicates.merge")}
      </Button>
    </Tooltip>
  );
}
