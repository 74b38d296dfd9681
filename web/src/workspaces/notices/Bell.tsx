/** The bell in the top bar: how many notices are unread, and the latest ones. */
import { BellOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Badge, Button, Popover } from "antd";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { lazily } from "../../api/parts";
import { meQuery } from "../../api/session";
import { Loading } from "../../ui/Loading";
import "./notices.css";

const BellList = lazily(() => import("./BellList").then((module) => ({ default: module.BellList })));

export function Bell() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const unread = useQuery(meQuery).data?.unread_notices ?? 0;
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      arrow={false}
      destroyOnHidden
      classNames={{ root: "bell-popover" }}
      content={
        <Suspense fallback={<Loading rows={4} />}>
          <BellList onClose={() => setOpen(false)} />
        </Suspense>
      }
    >
      <Button
        type="text"
        aria-label={t("notices.bell", { count: unread })}
        title={t("notices.title")}
        icon={
          <Badge count={unread} size="small" overflowCount={99}>
            <BellOutlined className="bell-icon" />
          </Badge>
        }
      />
    </Popover>
  );
}
