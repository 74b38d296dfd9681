/** To come. */
import type { ListQuery } from "../../api/records";
import type { ObjectMeta } from "../../api/types";
import type { ListTools } from "../list/useList";

export function Board(_props: { meta: ObjectMeta; list: ListTools; query: ListQuery }) {
  return null;
}
