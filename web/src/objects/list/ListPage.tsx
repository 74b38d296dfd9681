/** The list of any object, as table or board. What it shows stands in the address, so that every state can be sent as a link. */
import { Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigationType, useParams } from "react-router";
import { useLive } from "../../api/live";
import { useObjectByPlural } from "../../api/objects";
import { lazily } from "../../api/parts";
import type { ObjectMeta } from "../../api/types";
import { undoLatest } from "../../api/undoStack";
import { forgetOpened, forgetPlaces } from "../../lib/places";
import { EmptyState } from "../../ui/EmptyState";
import { Loading } from "../../ui/Loading";
import { useNarrow } from "../../ui/useNarrow";
import { useTitle } from "../../ui/useTitle";
import { slot, slotFor } from "../slots";
import { BulkBar } from "./BulkBar";
import { ListCards } from "./ListCards";
import { ListHead } from "./ListHead";
import { ListTable } from "./ListTable";
import { noSelection, type Selection } from "./selection";
import { useList } from "./useList";

const Board = lazily(() => import("../board/Board").then((module) => ({ default: module.Board })));

export function ListPage() {
  const { t } = useTranslation();
  const meta = useObjectByPlural(useParams()["plural"]);
  if (!meta?.rights.read) return <EmptyState text={t("error.notFoundHint")} />;
  return <ObjectList key={meta.name} meta={meta} />;
}

/** Going back leads to where one was; whoever comes anew begins on top. */
function useComeBack(object: string): void {
  const type = useNavigationType();
  const state: unknown = useLocation().state;
  useState(() => {
    if (type === "POP" || (typeof state === "object" && state !== null && "back" in state)) return;
    forgetPlaces(object);
    forgetOpened(object);
  });
}

function ObjectList({ meta }: { meta: ObjectMeta }) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  useComeBack(meta.name);
  const list = useList(meta);
  const [selection, setSelection] = useState<Selection>(noSelection);
  useLive([meta.name]);
  useTitle(meta.label_plural);
  const query = { filter: list.effective.filter, sort: list.effective.sort, search: list.effective.search || null };
  const asked = JSON.stringify([query, list.chosen]);
  const [lastAsked, setLastAsked] = useState(asked);
  if (asked !== lastAsked) {
    setLastAsked(asked);
    setSelection(noSelection);
  }

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const at = event.target instanceof HTMLElement ? event.target : null;
      if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || at?.closest("input, textarea, [contenteditable=true], .ant-modal, .ant-drawer")) return;
      if (undoLatest()) event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);

  if (list.missing) return <EmptyState text={t("list.notFound")} />;
  return (
    <div className="list-page">
      {slotFor(slot("listBanners"), meta.name).map(({ key, Part }) => (
        <Suspense key={key} fallback={null}>
          <Part meta={meta} />
        </Suspense>
      ))}
      <ListHead meta={meta} list={list} selection={selection} />
      {list.waiting ? (
        <Loading />
      ) : list.effective.view === "board" ? (
        <Suspense fallback={<Loading />}>
          <Board meta={meta} list={list} query={query} />
        </Suspense>
      ) : narrow ? (
        <ListCards meta={meta} list={list} query={query} />
      ) : (
        <ListTable meta={meta} list={list} query={query} selection={selection} onSelect={setSelection} />
      )}
      <BulkBar meta={meta} query={query} selection={selection} onSelect={setSelection} columns={list.effective.columns} />
    </div>
  );
}
