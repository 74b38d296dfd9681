/** What the server began to send while the scripts were on their way is taken in before the first drawing, so that the page is drawn once. */
import { objectsQuery } from "../api/objects";
import { recordPages, recordQuery } from "../api/records";
import { meQuery } from "../api/session";
import { chooseLanguage } from "./i18n";
import { queryClient } from "./queryClient";
import { loadPage } from "./routes";

/** Somebody is signed in if the server began to send anything (magpie/platform/http/early.py); what fails here is asked for again by the page. */
export async function foresee(): Promise<void> {
  const early = window.magpieEarly;
  if (!early) return;
  const page = loadPage();
  const [, plural = "", id] = location.pathname.split("/");
  const hasRecord = early.has(`/api/${plural}/${id ?? ""}`);
  const hasRows = early.has(`/api/${plural}?limit=100`);
  await Promise.all([queryClient.prefetchQuery(meQuery), queryClient.prefetchQuery(objectsQuery)]);
  const meta = queryClient.getQueryData(objectsQuery.queryKey)?.find((each) => each.plural === plural);
  if (meta && id && hasRecord) await queryClient.prefetchQuery(recordQuery(meta, id));
  if (meta && hasRows) await queryClient.prefetchInfiniteQuery(recordPages(meta, { filter: null, sort: null, search: null }));
  await page;
}

/** The words of the signed-in person's own language, where it is another than the browser's. */
export async function takeLanguage(): Promise<void> {
  const language = queryClient.getQueryData(meQuery.queryKey)?.language;
  if (language) await chooseLanguage(language);
}
