/** Remembers each record whose page was shown, and forgets those that are gone. Asks the server nothing: it reads what the page loaded. */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { matchPath, useLocation } from "react-router";
import { useObjectByPlural } from "../../api/objects";
import { isProblem } from "../../api/problem";
import { recordQuery } from "../../api/records";
import { useMe } from "../../api/session";
import { readOpened, withOpened, withoutOpened, writeOpened } from "./opened";

const NONE = { name: "", plural: "" };

export function RememberOpened() {
  const me = useMe();
  const { pathname } = useLocation();
  const { plural, id } = matchPath("/:plural/:id", pathname)?.params ?? {};
  const meta = useObjectByPlural(plural);
  const number = Number(id);
  const { data, error } = useQuery({ ...recordQuery(meta ?? NONE, id ?? ""), enabled: false });
  const object = meta && !meta.is_setup && Number.isSafeInteger(number) ? meta.name : "";
  const title = data?.id === number ? data.title : "";
  const isGone = isProblem(error) && (error.status === 404 || error.status === 403);

  useEffect(() => {
    if (!object) return;
    if (isGone) writeOpened(me.id, withoutOpened(readOpened(me.id), object, number));
    else if (title) writeOpened(me.id, withOpened(readOpened(me.id), { object, id: number, title, at: new Date().toISOString() }));
  }, [me.id, object, number, title, isGone]);
  return null;
}
