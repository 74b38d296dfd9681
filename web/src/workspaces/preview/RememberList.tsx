/** Remembers at which address a list was last seen, so that the way back from a record leads to the list as it was. */
import { useEffect } from "react";
import { matchPath, useLocation } from "react-router";
import { useObjectByPlural } from "../../api/objects";
import { rememberList } from "../../objects/record/neighbours";

export function RememberList() {
  const { pathname, search } = useLocation();
  const meta = useObjectByPlural(matchPath("/:plural", pathname)?.params.plural);
  useEffect(() => {
    if (meta) rememberList(meta.name, meta.plural, pathname + search);
  }, [meta, pathname, search]);
  return null;
}
