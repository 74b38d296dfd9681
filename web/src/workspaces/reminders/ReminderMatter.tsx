/** Answering a reminder right in its notice. */
import type { MatterProps } from "../../objects/slots";
import { AnswerButtons } from "./AnswerButtons";
import { reminderOf } from "./matter";

export function ReminderMatter({ notice, onDone }: MatterProps) {
  const reminder = reminderOf(notice);
  const occurrence = Number(notice.matter.split(":")[1]);
  if (!reminder) return null;
  return <AnswerButtons target={{ reminder, occurrence }} title={notice.title} {...(onDone ? { onDone } : {})} />;
}
