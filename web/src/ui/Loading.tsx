/** A quiet stand-in while a page or part is loading. */
import { Skeleton } from "antd";

export function Loading({ rows = 6 }: { rows?: number }) {
  return (
    <div className="loading" aria-busy="true">
      <Skeleton active title={false} paragraph={{ rows, width: Array.from({ length: rows }, (_, at) => `${92 - ((at * 17) % 40)}%`) }} />
    </div>
  );
}
