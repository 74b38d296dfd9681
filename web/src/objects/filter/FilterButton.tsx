/** Opens the filter builder, and says how many conditions there are. */
import { FilterOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { lazily } from "../../api/parts";
import type { Filter, ObjectMeta } from "../../api/types";
import { chipsOf } from "../../lib/filters";

const FilterDialog = lazily(() => import("./FilterDialog").then((module) => ({ default: module.FilterDialog })));

export function FilterButton({ meta, filter, onApply }: { meta: ObjectMeta; filter: Filter | null; onApply: (filter: Filter | null) => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (wasOpen.current && !open) button.current?.focus(); // who works by keyboard goes on where they were
    wasOpen.current = open;
  }, [open]);
  const count = chipsOf(filter).length;
  return (
    <>
      <Button ref={button} icon={<FilterOutlined />} onClick={() => setOpen(true)}>
        {t("filter.button")}
        {count > 0 && <b className="count">{count}</b>}
      </Button>
      <Suspense fallback={null}>{open && <FilterDialog meta={meta} filter={filter} onApply={onApply} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
