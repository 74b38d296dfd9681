/** Notices of the operating system while the page is hidden; only after the person has allowed them. */
import type { Notice } from "../../api/types";

export const canAskDesktop = (): boolean => "Notification" in window && Notification.permission === "default";
export const desktopState = (): NotificationPermission | "none" => ("Notification" in window ? Notification.permission : "none");

export function showDesktop(notice: Notice, onOpen: () => void): void {
  if (desktopState() !== "granted" || !document.hidden) return;
  try {
    const shown = new Notification(notice.title, { body: notice.body.slice(0, 200), tag: `magpie-${notice.id}`, icon: "/assets/magpie.svg" });
    shown.onclick = () => {
      window.focus();
      onOpen();
      shown.close();
    };
  } catch {
    // Phones allow them only from a service worker; the toast is shown anyway.
  }
}
