/** Which reminder a notice is of: its reason names it, whatever record it links to. */
import type { Notice } from "../../api/types";

export const reminderOf = ({ reason }: Pick<Notice, "reason">): number | null => (reason.kind.startsWith("reminder.") ? reason.id : null);
