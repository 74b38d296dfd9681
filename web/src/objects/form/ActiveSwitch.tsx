/** Switches a setting on or off in its list; what goes wrong is said at the foot of the page. */
import { App, Switch } from "antd";
import { Cancelled } from "../../api/problem";
import type { ObjectMeta, Row } from "../../api/types";
import { sentenceOf } from "../../ui/Problems";
import { useSave } from "./useSave";

interface Props {
  meta: ObjectMeta;
  row: Row;
  /** What the setting is called on this page. */
  name: string;
  /** The word for "on". */
  label: string;
}

export function ActiveSwitch({ meta, row, name, label }: Props) {
  const { message } = App.useApp();
  const { update } = useSave(meta);
  const turn = async (on: boolean) => {
    try {
      await update(row, { is_active: on }, name);
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    }
  };
  return <Switch size="small" checked={row["is_active"] === true} disabled={!meta.rights.update} aria-label={`${name}: ${label}`} onChange={(on) => void turn(on)} />;
}
