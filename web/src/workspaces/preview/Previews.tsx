/** Opens the preview of a record for whatever carries `data-preview="lead:5"`; Space does so on the name of a record. */
import { Suspense, useEffect, useState } from "react";
import { useLocation } from "react-router";
import { lazily } from "../../api/parts";
import { cardOf, type Card } from "./card";

const PreviewDrawer = lazily(() => import("./PreviewDrawer").then((module) => ({ default: module.PreviewDrawer })));

export function Previews() {
  const [open, setOpen] = useState<Card | null>(null);
  const { pathname } = useLocation();
  const [at, setAt] = useState(pathname);
  if (at !== pathname) {
    setAt(pathname);
    setOpen(null);
  }
  useEffect(() => {
    const click = (event: MouseEvent) => {
      const target = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-preview]") : null;
      const card = cardOf(target?.dataset["preview"]);
      if (card) setOpen(card);
    };
    const key = (event: KeyboardEvent) => {
      if (event.key !== " " || !(event.target instanceof HTMLAnchorElement)) return;
      const card = cardOf(event.target.dataset["card"]);
      if (!card) return;
      event.preventDefault();
      setOpen(card);
    };
    document.addEventListener("click", click);
    document.addEventListener("keydown", key);
    return () => {
      document.removeEventListener("click", click);
      document.removeEventListener("keydown", key);
    };
  }, []);
  return <Suspense fallback={null}>{open && <PreviewDrawer card={open} onShow={setOpen} onClose={() => setOpen(null)} />}</Suspense>;
}
