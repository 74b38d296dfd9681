/** The filter builder in a dialog; nothing is asked of the server before "apply". */
import { Button, Flex, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useObjects } from "../../api/objects";
import type { Filter, ObjectMeta } from "../../api/types";
import { newCondition, newGroup, toFilter, toTree, type GroupNode } from "../../lib/filters";
import { FilterBuilder } from "./FilterBuilder";
import { reachableFields } from "./fieldPath";

interface Props {
  meta: ObjectMeta;
  filter: Filter | null;
  onApply: (filter: Filter | null) => void;
  onClose: () => void;
}

export function FilterDialog({ meta, filter, onApply, onClose }: Props) {
  const { t } = useTranslation();
  const objects = useObjects();
  const [tree, setTree] = useState<GroupNode>(() => {
    const now = toTree(filter);
    const first = reachableFields(meta, objects).find((each) => each.path === meta.title_field) ?? reachableFields(meta, objects)[0];
    return now.children.length === 0 && first ? newGroup("all", [newCondition(first.path, first.field.operators[0] ?? "is")]) : now;
  });
  const apply = () => {
    onApply(toFilter(tree));
    onClose();
  };
  return (
    <Modal
      open
      width={780}
      style={{ top: 64 }}
      title={t("filter.title")}
      onCancel={onClose}
      footer={
        <Flex gap={8}>
          <Button onClick={() => setTree(newGroup())}>{t("filter.clear")}</Button>
          <span className="grow" />
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="primary" onClick={apply}>
            {t("filter.apply")}
          </Button>
        </Flex>
      }
    >
      <div
        onKeyDown={(event) => {
          if ((event.ctrlKey || event.metaKey) && event.key === "Enter") apply();
        }}
      >
        <FilterBuilder meta={meta} tree={tree} onChange={setTree} />
      </div>
    </Modal>
  );
}
