/** What an operation would do: one line with the numbers, which opens to the list. Never stands in the way of the button. */
import { DownOutlined, RightOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDebounced } from "../../ui/useDebounced";
import { effectsQuery, previewPath, type Call, type Effects } from "./effects";
import "./effects.css";

interface Props {
  call: Call;
  /** Also what gates say; left out where they have just been read. */
  gates?: boolean;
  /** Open from the start. */
  isOpen?: boolean;
}

export function EffectsPanel({ call, gates = true, isOpen = false }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(isOpen);
  const asked = useDebounced(JSON.stringify(call), 400);
  const { data, isFetching } = useQuery({ ...effectsQuery(JSON.parse(asked) as Call), placeholderData: keepPreviousData });
  if (previewPath(call) === null) return null;
  const line = data ? summary(data, t) : isFetching ? t("effects.looking") : "";
  if (!line) return null;
  const Arrow = open ? DownOutlined : RightOutlined;
  return (
    <section className="effects" aria-label={t("effects.title")} aria-busy={isFetching}>
      <button type="button" className="effects-line" aria-expanded={open} disabled={!data} onClick={() => setOpen(!open)}>
        <Arrow /> <b>{t("effects.title")}</b> <span>{line}</span>
      </button>
      {open && data && <Details effects={data} gates={gates} />}
    </section>
  );
}

function summary(effects: Effects, t: (key: string, values?: Record<string, unknown>) => string): string {
  if (effects.outside) return t("effects.outside");
  if (effects.problem) return t("effects.problem");
  const count = effects.others + effects.records.filter((record) => record.is_own).length;
  return [
    t("effects.changes", { count }),
    effects.left_count > 0 && t("effects.leaves", { count: effects.left_count }),
    effects.told_count > 0 && t("effects.tells", { count: effects.told_count }),
    effects.starts.length > 0 && t("effects.starts", { count: effects.starts.length }),
  ]
    .filter(Boolean)
    .join(t("effects.and"));
}

function Details({ effects, gates }: { effects: Effects; gates: boolean }) {
  const { t } = useTranslation();
  const unnamed = effects.others + effects.records.filter((record) => record.is_own).length - effects.records.length - effects.hidden;
  return (
    <div className="effects-list">
      {effects.problem && <p className="wrong pre-line">{effects.problem}</p>}
      {gates && effects.gates.map((gate, at) => <p key={at} className="effects-gate pre-line">{gate.text}</p>)}
      {effects.records.length > 0 && (
        <ul>
          {effects.records.map((record) => (
            <li key={`${record.object} ${record.id}`}>
              <span className="muted">{t(`effects.kind.${record.kind}`, { defaultValue: record.kind })}</span> {record.label} <b>{record.title}</b>
              {record.changes.map((change) => (
                <div key={change.label} className="effects-change">
                  {change.label}: {change.old && <del className="muted">{change.old}</del>} {change.old && "→ "}
                  {change.new || "–"}
                </div>
              ))}
            </li>
          ))}
          {unnamed > 0 && <li className="muted">{t("effects.more", { count: unnamed })}</li>}
          {effects.hidden > 0 && <li className="muted">{t("effects.hidden", { count: effects.hidden })}</li>}
        </ul>
      )}
      {effects.left.length > 0 && (
        <ul>
          {effects.left.map((each, at) => (
            <li key={at}>
              <span className="muted">{t("effects.left")}</span> <b>{each.title}</b> <span className="pre-line">{each.detail}</span>
            </li>
          ))}
          {effects.left_count > effects.left.length && <li className="muted">{t("effects.more", { count: effects.left_count - effects.left.length })}</li>}
        </ul>
      )}
      {effects.ends.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {effects.told.length > 0 && (
        <p>
          {t("effects.told")}: {effects.told.map((each) => `${each.name} (${each.channels.join(", ") || each.why})`).join("; ")}
        </p>
      )}
      {effects.starts.length > 0 && (
        <p>
          {t("effects.started")}: {effects.starts.join("; ")}
        </p>
      )}
    </div>
  );
}
