/** On the page of a user. */
import type { RecordSlotProps } from "../../objects/slots";
import { ViewAsButton } from "./ViewAsButton";

export function ViewUserButton({ record }: RecordSlotProps) {
  return <ViewAsButton kind="user" id={record.id} />;
}
