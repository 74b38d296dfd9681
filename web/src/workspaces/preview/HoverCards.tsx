/**
 * A small card with what matters of a record, after pointing at its name for a moment or reaching it by keyboard. One listener for the whole
 * page, so that lists with thousands of names cost nothing: whatever carries `data-card="lead:5"` has a card.
 */
import { Suspense, useEffect, useState } from "react";
import { useLocation } from "react-router";
import { lazily } from "../../api/parts";
import { cardOf, type Card } from "./card";

const HoverCard = lazily(() => import("./HoverCard").then((module) => ({ default: module.HoverCard })));
const DELAY = 600;
const LEAVE = 250;

export interface Shown extends Card {
  box: DOMRect;
}

export function HoverCards() {
  const [shown, setShown] = useState<Shown | null>(null);
  const { pathname } = useLocation();
  const [at, setAt] = useState(pathname);
  if (at !== pathname) {
    setAt(pathname);
    setShown(null);
  }
  useEffect(() => {
    let timer = 0;
    const wait = (milliseconds: number, then: () => void) => {
      window.clearTimeout(timer);
      timer = window.setTimeout(then, milliseconds);
    };
    const targetOf = (event: Event) => (event.target instanceof Element ? event.target.closest<HTMLElement>("[data-card], .hover-card") : null);
    const enter = (event: Event) => {
      const target = targetOf(event);
      if (target?.classList.contains("hover-card")) window.clearTimeout(timer);
      else if (target) {
        const card = cardOf(target.dataset["card"]);
        if (card) wait(DELAY, () => target.isConnected && setShown({ ...card, box: target.getBoundingClientRect() }));
      } else wait(LEAVE, () => setShown(null));
    };
    const focus = (event: Event) => {
      if (targetOf(event) && event.target instanceof Element && event.target.matches(":focus-visible")) enter(event);
      else if (!targetOf(event)) wait(LEAVE, () => setShown(null));
    };
    const key = (event: KeyboardEvent) => {
      window.clearTimeout(timer);
      if (event.key === "Escape") setShown(null);
    };
    const hide = () => {
      window.clearTimeout(timer);
      setShown(null);
    };
    document.addEventListener("mouseover", enter);
    document.addEventListener("focusin", focus);
    document.addEventListener("keydown", key);
    document.addEventListener("mousedown", hide);
    document.addEventListener("scroll", hide, true);
    return () => {
      window.clearTimeout(timer);
      document.removeEventListener("mouseover", enter);
      document.removeEventListener("focusin", focus);
      document.removeEventListener("keydown", key);
      document.removeEventListener("mousedown", hide);
      document.removeEventListener("scroll", hide, true);
    };
  }, []);
  return <Suspense fallback={null}>{shown && <HoverCard key={`${shown.object}:${shown.id}`} shown={shown} />}</Suspense>;
}
