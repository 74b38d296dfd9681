/** An action that asks nothing can run without a dialog. */
import type { ActionMeta } from "../../api/types";
import { schemaFields } from "./schemaFields";

export function asksNothing(action: ActionMeta): boolean {
  return !action.confirm && !action.danger && schemaFields(action.input).length === 0;
}
