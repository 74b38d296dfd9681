/** What a set-up brings, in two lines: how much of what, and the names of its fields. */
import { useTranslation } from "react-i18next";
import type { Industry } from "./calls";

/** The kinds that say what an industry is about; the rest follows from them. */
const SHOWN = ["own_object", "field", "pipeline", "workflow", "playbook", "role", "list"];

export function Brings({ industry }: { industry: Industry }) {
  const { t } = useTranslation();
  const named = (kind: string) => industry.brings.find((each) => each.kind === kind)?.names ?? [];
  return (
    <>
      <p className="industry-counts">
        {SHOWN.flatMap((kind) => industry.brings.filter((each) => each.kind === kind)).map((each) => (
          <span key={each.kind}>
            {each.label} <b>{each.count}</b>
          </span>
        ))}
      </p>
      <p className="muted industry-fields">{[...named("own_object"), ...named("pipeline"), ...named("field")].slice(0, 14).join(t("industries.comma"))}…</p>
    </>
  );
}
