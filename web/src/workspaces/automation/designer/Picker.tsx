/** Chooses what to put in: type to find, arrows and Enter to take. On a phone it fills the lower part of the screen. */
import { SearchOutlined } from "@ant-design/icons";
import { Input } from "antd";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import { useNarrow } from "../../../ui/useNarrow";
import { actionIcon, kindIcons, triggerIcons } from "../canvas/kinds";
import type { Kind, TriggerOn } from "../document/types";
import { found, type PickEntry } from "./pickEntries";

interface Props {
  entries: readonly PickEntry[];
  anchor: DOMRect;
  label: string;
  /** Under which name the choices are remembered. */
  remember: string;
  onPick: (entry: PickEntry) => void;
  onClose: () => void;
}

const RECENT = 5;
const WIDTH = 340;
const HEIGHT = 440;

function recentOf(key: string): string[] {
  try {
    return (JSON.parse(localStorage.getItem(key) ?? "[]") as string[]).slice(0, RECENT);
  } catch {
    return [];
  }
}

const KIND_OF: Record<string, Kind> = { wait_else: "wait", ask_approval: "ask", ask_task: "ask", ask_form: "ask" };

function iconFor(key: string): ReactNode {
  const [what = "", name = ""] = key.split(":");
  if (what === "trigger") return triggerIcons[name as TriggerOn];
  if (what === "action") return actionIcon(name);
  if (what === "plugin") return kindIcons.plugin;
  return kindIcons[KIND_OF[name] ?? (name as Kind)];
}

export function Picker({ entries, anchor, label, remember, onPick, onClose }: Props) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const key = `magpie.designer.${remember}`;
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const [recent] = useState(() => recentOf(key));
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const shown = found(entries, typed, recent, t("automation.pick.recent"));
  const active = Math.min(at, shown.length - 1);

  useEffect(() => {
    const before = document.activeElement;
    const away = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as globalThis.Node)) onClose();
    };
    window.addEventListener("pointerdown", away, true);
    return () => {
      window.removeEventListener("pointerdown", away, true);
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, [onClose]);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [active]);

  const take = (entry: PickEntry | undefined) => {
    if (!entry) return;
    localStorage.setItem(key, JSON.stringify([entry.key, ...recent.filter((each) => each !== entry.key)].slice(0, RECENT)));
    onPick(entry);
  };
  const move = (event: React.KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === "Escape") onClose();
    else if (event.key === "Enter") take(shown[active]);
    else if (event.key === "ArrowDown") setAt(Math.min(active + 1, shown.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(active - 1, 0));
    else return;
    event.preventDefault();
  };
  const left = Math.max(8, Math.min(anchor.left + anchor.width / 2 - WIDTH / 2, window.innerWidth - WIDTH - 8));
  const below = window.innerHeight - anchor.bottom;
  const top = below > HEIGHT || below > anchor.top ? Math.min(anchor.bottom + 6, Math.max(8, window.innerHeight - HEIGHT - 8)) : Math.max(8, anchor.top - HEIGHT - 6);
  return createPortal(
    <div ref={box} className={narrow ? "picker is-sheet" : "picker"} role="dialog" aria-label={label} style={narrow ? undefined : { left, top, width: WIDTH, maxHeight: HEIGHT }} onKeyDown={move}>
      <Input
        autoFocus
        variant="borderless"
        prefix={<SearchOutlined />}
        placeholder={t("automation.pick.search")}
        role="combobox"
        aria-label={t("automation.pick.search")}
        aria-expanded="true"
        aria-controls="picker-list"
        aria-activedescendant={shown[active] ? `picker-${active}` : undefined}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
      />
      <div ref={list} id="picker-list" className="picker-list" role="listbox" aria-label={label}>
        {shown.map((entry, index) => (
          <div key={`${entry.group} ${entry.key}`}>
            {!typed.trim() && shown[index - 1]?.group !== entry.group && (
              <div className="picker-group" role="presentation">
                {entry.group}
              </div>
            )}
            <div id={`picker-${index}`} role="option" aria-selected={index === active} className="picker-entry" onPointerMove={() => setAt(index)} onClick={() => take(entry)}>
              <span className="picker-icon" aria-hidden="true">
                {iconFor(entry.key)}
              </span>
              <span className="picker-words">
                <span>
                  {entry.label}
                  {typed.trim() && <span className="muted picker-of"> {entry.group}</span>}
                </span>
                {entry.about && <span className="picker-about muted">{entry.about}</span>}
              </span>
            </div>
          </div>
        ))}
        {shown.length === 0 && <div className="picker-none muted">{t("automation.pick.none")}</div>}
      </div>
    </div>,
    document.querySelector(".ant-app") ?? document.body,
  );
}
