/**
 * Shows notices of Magpie while no page of it is open or visible. It keeps nothing and answers no request: the pages are fetched as if it
 * were not there. A page that is visible shows the popup itself; what a hidden page has shown already is not shown again.
 */
/* global self, fetch, URL */
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const ICON = "/assets/magpie.svg";
const pages = () => self.clients.matchAll({ type: "window", includeUncontrolled: true });
const press = (token) => fetch("/api/notices/press", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ token }), credentials: "omit" });

function read(event) {
  try {
    return event.data ? event.data.json() : null;
  } catch {
    return null;
  }
}

async function show(said) {
  if (!said.trial && (await pages()).some((page) => page.visibilityState === "visible")) return;
  const tag = said.trial ? "magpie-trial" : `magpie-${said.notice}`;
  const before = await self.registration.getNotifications({ tag });
  if (!said.trial && before.some((each) => each.data && each.data.round >= said.round)) return;
  await self.registration.showNotification(said.title, {
    body: said.body,
    tag,
    renotify: before.length > 0,
    requireInteraction: Boolean(said.urgent),
    lang: said.language === "zh-hans" ? "zh-Hans" : said.language,
    icon: ICON,
    badge: ICON,
    data: said,
    actions: (said.buttons || []).map(({ action, title }) => ({ action, title })),
  });
}

/** Goes to what the notice is about: in a page that is open already, else in a new one. */
async function open(said) {
  const place = new URL(said.url || "/notices", self.location.origin);
  if (place.origin !== self.location.origin) return self.clients.openWindow(place.href);
  const [page] = (await pages()).sort((a, b) => Number(b.focused) - Number(a.focused));
  if (!page) return self.clients.openWindow(place.href);
  page.postMessage({ type: "magpie.open", path: place.pathname + place.search + place.hash, notice: said.read ? null : said.notice });
  return page.focus();
}

async function answer(said, name) {
  const button = (said.buttons || []).find((each) => each.action === name);
  if (!button) {
    if (said.read) await press(said.read).catch(() => undefined);
    return open(said);
  }
  const done = await press(button.token).then((answered) => answered.ok, () => false);
  if (done) return undefined;
  return self.registration.showNotification(said.words.failed, { body: said.title, tag: `magpie-${said.notice}`, icon: ICON, data: { ...said, buttons: [] } });
}

self.addEventListener("push", (event) => {
  const said = read(event);
  if (said && said.title) event.waitUntil(show(said));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const said = event.notification.data;
  if (said) event.waitUntil(answer(said, event.action));
});
