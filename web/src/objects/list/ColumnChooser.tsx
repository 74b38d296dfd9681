/** Which columns, in which order. */
import { SettingOutlined } from "@ant-design/icons";
import { Button, Popover } from "antd";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { lazily } from "../../api/parts";
import { Loading } from "../../ui/Loading";
import type { ColumnListProps } from "./ColumnList";

const ColumnList = lazily(() => import("./ColumnList").then((module) => ({ default: module.ColumnList })));

export function ColumnChooser(props: ColumnListProps) {
  const { t } = useTranslation();
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      title={t("list.columnsTitle")}
      content={
        <Suspense fallback={<Loading />}>
          <ColumnList {...props} />
        </Suspense>
      }
    >
      <Button icon={<SettingOutlined />}>{t("list.columns")}</Button>
    </Popover>
  );
}
