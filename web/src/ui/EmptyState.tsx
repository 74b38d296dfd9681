/** Nothing here: say so in one sentence and offer the one thing to do. */
import { Empty } from "antd";
import type { ReactNode } from "react";

export function EmptyState({ text, action }: { text: ReactNode; action?: ReactNode }) {
  return (
    <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={text} className="empty-state">
      {action}
    </Empty>
  );
}
