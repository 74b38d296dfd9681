/** The state of a run or a step in its colour. */
import { CheckCircleOutlined, ClockCircleOutlined, CloseCircleOutlined, MinusCircleOutlined, SyncOutlined } from "@ant-design/icons";
import { Tag } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Look {
  color: string;
  icon: ReactNode;
}

const looks: Record<string, Look> = {
  queued: { color: "default", icon: <SyncOutlined /> },
  waiting: { color: "processing", icon: <ClockCircleOutlined /> },
  retrying: { color: "warning", icon: <SyncOutlined /> },
  completed: { color: "success", icon: <CheckCircleOutlined /> },
  done: { color: "success", icon: <CheckCircleOutlined /> },
  failed: { color: "error", icon: <CloseCircleOutlined /> },
  cancelled: { color: "default", icon: <MinusCircleOutlined /> },
  skipped: { color: "default", icon: <MinusCircleOutlined /> },
};

export function StatusTag({ of, status }: { of: "run" | "step"; status: string }) {
  const { t } = useTranslation();
  const look = looks[status];
  return (
    <Tag color={look?.color ?? "default"} icon={look?.icon} variant="filled">
      {t(`automation.${of === "run" ? "status" : "step"}.${status}`)}
    </Tag>
  );
}
