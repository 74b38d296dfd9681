/** The card itself: title, kind and the most important fields, beside the name that it belongs to. */
import { useQuery } from "@tanstack/react-query";
import { createPortal } from "react-dom";
import { fieldOf, useObject } from "../../api/objects";
import { recordQuery } from "../../api/records";
import { FieldShow } from "../../objects/fields/FieldShow";
import { isBlank } from "../../objects/fields/kind";
import { ObjectIcon } from "../../objects/ObjectIcon";
import type { Shown } from "./HoverCards";
import "./preview.css";

const WIDTH = 300;
const HEIGHT = 200;
const MOST = 6;

export function HoverCard({ shown }: { shown: Shown }) {
  const meta = useObject(shown.object);
  const { data } = useQuery({ ...recordQuery(meta ?? { name: "", plural: "" }, shown.id), enabled: !!meta?.rights.read, staleTime: 60_000, retry: false });
  if (!meta || !data) return null;
  const names = [...new Set([...meta.highlights, ...meta.columns])].filter((name) => name !== meta.title_field);
  const fields = names.flatMap((name) => fieldOf(meta, name) ?? []).filter((field) => !isBlank(data[field.name])).slice(0, MOST);
  const { box } = shown;
  const below = box.bottom + HEIGHT < window.innerHeight;
  const style = {
    left: Math.max(8, Math.min(box.left, window.innerWidth - WIDTH - 8)),
    width: WIDTH,
    ...(below ? { top: box.bottom + 4 } : { bottom: window.innerHeight - box.top + 4 }),
  };
  return createPortal(
    <div className="hover-card" role="tooltip" style={style}>
      <div className="hover-card-head">
        <ObjectIcon meta={meta} /> <b className="ellipsis">{data.title}</b> <span className="muted">{meta.label}</span>
      </div>
      <dl className="details">
        {fields.map((field) => (
          <div key={field.name}>
            <dt>{field.label}</dt>
            <dd>
              <FieldShow dense field={field} value={data[field.name]} record={data} />
            </dd>
          </div>
        ))}
      </dl>
    </div>,
    document.body,
  );
}
