/** Subscribe to a list as it is shown: a saved list as it will be then, anything else as it is now. */
import type { ObjectMeta } from "../../api/types";
import { useList } from "../../objects/list/useList";
import { SubscribeButton } from "./SubscribeButton";

export function SubscribeToList({ meta }: { meta: ObjectMeta }) {
  const { saved, effective } = useList(meta);
  const { filter, columns, sort, group, search, changed } = effective;
  const shown = { ...(filter ? { filter } : {}), columns, sort: sort ?? "", group: group ?? "", search };
  const parameters = saved && !changed && !search ? { object: meta.name, list: saved.id } : { object: meta.name, ...shown };
  return <SubscribeButton source="list" parameters={parameters} />;
}
