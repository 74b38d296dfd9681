/** Ctrl/⌘+K: find a record of any kind, go to a page, create something. Wholly by keyboard. */
import { PlusOutlined, RightOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Input, Modal, Spin } from "antd";
import { use, useDeferredValue, useEffect, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { get } from "../api/client";
import { recordPath, useObjects } from "../api/objects";
import { useMe } from "../api/session";
import type { SearchHit } from "../api/types";
import { FormContext } from "../objects/form/FormContext";
import { ObjectIcon } from "../objects/ObjectIcon";
import { readsOf, slot } from "../objects/slots";

interface Entry {
  key: string;
  group: string;
  icon: ReactNode;
  text: string;
  side?: string | null;
  run: () => void;
}

export function CommandPalette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const objects = useObjects();
  const me = useMe();
  const { openForm } = use(FormContext);
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const asked = useDeferredValue(text.trim());
  const { data, isFetching } = useQuery({
    queryKey: ["search", asked],
    queryFn: ({ signal }) => get<{ items: SearchHit[] }>("/api/search", { q: asked, limit: 20 }, signal),
    enabled: asked.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });

  const go = (path: string) => () => void navigate(path);
  const fits = (label: string) => label.toLowerCase().includes(text.trim().toLowerCase());
  const entries: Entry[] = [
    ...(asked ? (data?.items ?? []) : []).flatMap((hit): Entry[] => {
      const meta = objects.find((each) => each.name === hit.object);
      if (!meta) return [];
      return [{ key: `${hit.object}:${hit.id}`, group: t("palette.records"), icon: <ObjectIcon meta={meta} />, text: hit.title, side: hit.subtitle || meta.label, run: go(recordPath(meta, hit.id)) }];
    }),
    ...slot("commands").filter((each) => (each.visible?.(me, readsOf(objects)) ?? true) && fits(t(each.label))).map((each): Entry => ({ key: each.key, group: t("palette.go"), icon: <RightOutlined />, text: t(each.label), run: go(each.path) })),
    ...slot("navigation").filter((each) => (each.visible?.(me, readsOf(objects)) ?? true) && fits(t(each.label))).map((each): Entry => ({ key: each.path, group: t("palette.go"), icon: each.icon, text: t(each.label), run: go(each.path) })),
    ...objects.filter((meta) => meta.rights.read && (fits(meta.label_plural) || fits(meta.name))).map((meta): Entry => ({ key: `go:${meta.name}`, group: t("palette.go"), icon: <ObjectIcon meta={meta} />, text: meta.label_plural, run: go(`/${meta.plural}`) })),
    ...objects.filter((meta) => meta.rights.create && !meta.is_setup && (fits(meta.label) || fits(meta.name))).map((meta): Entry => ({ key: `new:${meta.name}`, group: t("palette.create"), icon: <PlusOutlined />, text: t("palette.new", { object: meta.label }), run: () => openForm({ object: meta.name }) })),
  ];
  const current = Math.min(at, Math.max(0, entries.length - 1));

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [current]);

  const choose = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    entry.run();
  };

  return (
    <Modal open onCancel={onClose} footer={null} closable={false} width={600} style={{ top: 72 }} className="palette" title={null}>
      <Input
        autoFocus
        size="large"
        variant="borderless"
        placeholder={t("palette.placeholder")}
        value={text}
        suffix={isFetching ? <Spin size="small" /> : <span />}
        role="combobox"
        aria-expanded
        aria-controls="palette-list"
        aria-activedescendant={`palette-${current}`}
        onChange={(event) => {
          setText(event.target.value);
          setAt(0);
        }}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown") setAt(Math.min(current + 1, entries.length - 1));
          else if (event.key === "ArrowUp") setAt(Math.max(current - 1, 0));
          else if (event.key === "Enter" && !event.nativeEvent.isComposing) choose(entries[current]);
          else return;
          event.preventDefault();
        }}
      />
      <div ref={list} id="palette-list" role="listbox" className="palette-list" aria-label={t("palette.hint")}>
        {entries.map((entry, index) => (
          <div key={entry.key}>
            {entry.group !== entries[index - 1]?.group && <div className="palette-group">{entry.group}</div>}
            <div
              id={`palette-${index}`}
              role="option"
              aria-selected={index === current}
              className="palette-entry"
              onMouseMove={() => setAt(index)}
              onClick={() => choose(entry)}
            >
              {entry.icon}
              <span className="ellipsis grow">{entry.text}</span>
              <span className="muted ellipsis palette-side">{entry.side}</span>
            </div>
          </div>
        ))}
        {entries.length === 0 && !isFetching && <div className="palette-none muted">{t("palette.none")}</div>}
      </div>
    </Modal>
  );
}
