/** Asks for a filter over an object. */
import { Button, Flex, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useObjects } from "../../api/objects";
import type { Filter, ObjectMeta } from "../../api/types";
import { FilterBuilder } from "../../objects/filter/FilterBuilder";
import { reachableFields } from "../../objects/filter/fieldPath";
import { newCondition, newGroup, toFilter, toTree } from "../../lib/filters";

interface Props {
  meta: ObjectMeta;
  title: string;
  filter: Filter | null;
  onApply: (filter: Filter | null) => void;
  onClose: () => void;
}

export function FilterDialog({ meta, title, filter, onApply, onClose }: Props) {
  const { t } = useTranslation();
  const objects = useObjects();
  const [tree, setTree] = useState(() => {
    const now = toTree(filter);
    const first = reachableFields(meta, objects)[0];
    return now.children.length === 0 && first ? newGroup("all", [newCondition(first.path, first.field.operators[0] ?? "is")]) : now;
  });
  return (
    <Modal
      open
      width={780}
      style={{ top: 64 }}
      title={title}
      onCancel={onClose}
      footer={
        <Flex gap={8} justify="end">
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="primary" onClick={() => onApply(toFilter(tree))}>
            {t("filter.apply")}
          </Button>
        </Flex>
      }
    >
      <FilterBuilder meta={meta} tree={tree} onChange={setTree} />
    </Modal>
  );
}
