/** The head of a column, whose right edge can be dragged. */
import { Ellipsis } from "../../ui/Ellipsis";

export function ColumnHead({ label, width, onResize }: { label: string; width: number; onResize: (width: number) => void }) {
  return (
    <span className="column-head">
      <Ellipsis text={label} />
      <span
        className="column-grip"
        aria-hidden
        onClick={(event) => event.stopPropagation()}
        onPointerDown={(event) => {
          event.preventDefault();
          event.stopPropagation();
          const start = event.clientX;
          const grip = event.currentTarget;
          grip.setPointerCapture(event.pointerId);
          const move = (now: PointerEvent) => onResize(Math.max(60, Math.min(600, width + now.clientX - start)));
          grip.addEventListener("pointermove", move);
          grip.addEventListener("pointerup", () => grip.removeEventListener("pointermove", move), { once: true });
        }}
      />
    </span>
  );
}
