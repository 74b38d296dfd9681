/** The order of notices in the bell: unread first, then the newest. Pure. */
import type { Notice } from "../../api/types";

export function unreadFirst(unread: readonly Notice[], all: readonly Notice[], most: number): Notice[] {
  const seen = new Set<number>();
  return [...unread, ...all]
    .filter((notice) => !seen.has(notice.id) && seen.add(notice.id))
    .sort((a, b) => Number(a.read_at !== null) - Number(b.read_at !== null) || b.id - a.id)
    .slice(0, most);
}
