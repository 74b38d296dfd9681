/** Opens the filter builder; nothing is asked of the server before "apply". */
import { FilterOutlined } from "@ant-design/icons";
import { Badge, Button, Flex, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Filter, ObjectMeta } from "../../api/types";
import { chipsOf, newCondition, newGroup, toFilter, toTree, type GroupNode } from "../../lib/filters";
import { FilterBuilder } from "./FilterBuilder";
import { reachableFields } from "./fieldPath";
import { useObjects } from "../../api/objects";

export function FilterButton({ meta, filter, onApply }: { meta: ObjectMeta; filter: Filter | null; onApply: (filter: Filter | null) => void }) {
  const { t } = useTranslation();
  const objects = useObjects();
  const [tree, setTree] = useState<GroupNode | null>(null);
  const open = () => {
    const now = toTree(filter);
    const first = reachableFields(meta, objects)[0];
    setTree(now.children.length === 0 && first ? newGroup("all", [newCondition(first.path, first.field.operators[0] ?? "is")]) : now);
  };
  const apply = () => {
    onApply(tree && toFilter(tree));
    setTree(null);
  };
  return (
    <>
      <Badge count={chipsOf(filter).length} size="small" offset={[-4, 2]}>
        <Button icon={<FilterOutlined />} onClick={open}>
          {t("filter.button")}
        </Button>
      </Badge>
      <Modal
        open={tree !== null}
        width={780}
        style={{ top: 64 }}
        title={t("filter.title")}
        onCancel={() => setTree(null)}
        footer={
          <Flex gap={8}>
            <Button onClick={() => setTree(newGroup())}>{t("filter.clear")}</Button>
            <span className="grow" />
            <Button onClick={() => setTree(null)}>{t("common.cancel")}</Button>
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
          {tree && <FilterBuilder meta={meta} tree={tree} onChange={setTree} />}
        </div>
      </Modal>
    </>
  );
}
