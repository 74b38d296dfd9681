/**
 * Notices of the operating system while the page is hidden; only after the person has allowed them. Where the service worker is there they
 * are its own, so that what it has shown already, told by the push service, is not shown twice, and the other way round.
 */
import type { Notice } from "../../api/types";

const tagOf = (notice: number) => `magpie-${notice}`;
const icon = "/assets/magpie.svg";

async function worker(): Promise<ServiceWorkerRegistration | undefined> {
  return "serviceWorker" in navigator ? navigator.serviceWorker.getRegistration("/") : undefined;
}

const roundOf = (shown: Notification) => (shown.data as { round?: number } | null)?.round ?? 0;

/** Whether the service worker has shown it already. */
export async function isOnDesktop(notice: Notice): Promise<boolean> {
  const shown = (await (await worker())?.getNotifications({ tag: tagOf(notice.id) })) ?? [];
  return shown.some((each) => roundOf(each) >= notice.round);
}

/** `path` is where a click leads. */
export async function showDesktop(notice: Notice, path: string | null, silent: boolean, onOpen: () => void): Promise<void> {
  if (!("Notification" in window) || Notification.permission !== "granted" || !document.hidden) return;
  const options = { body: notice.body.slice(0, 200), tag: tagOf(notice.id), icon, silent };
  const own = await worker();
  if (own) {
    await own.showNotification(notice.title, { ...options, data: { notice: notice.id, round: notice.round, title: notice.title, url: path ?? "/notices" } });
    return;
  }
  try {
    const shown = new Notification(notice.title, options);
    shown.onclick = () => {
      window.focus();
      onOpen();
      shown.close();
    };
  } catch {
    // Phones allow them only from a service worker; the toast is shown anyway.
  }
}

export async function closeDesktop(notice: number): Promise<void> {
  for (const shown of (await (await worker())?.getNotifications({ tag: tagOf(notice) })) ?? []) shown.close();
}
