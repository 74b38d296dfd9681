/** Looking at Magpie as a person or role would. The page is loaded anew at the beginning and at the end, so that nothing of the other rights stays. */
import { post, remove } from "../../api/client";
import type { Viewing } from "../../api/types";

const BACK = "magpie.viewAs.back";

export async function beginToViewAs(kind: Viewing["kind"], id: number): Promise<void> {
  await post("/api/view-as", { kind, id });
  sessionStorage.setItem(BACK, window.location.pathname + window.location.search);
  window.location.assign("/");
}

export async function endToViewAs(): Promise<void> {
  await remove("/api/view-as");
  const back = sessionStorage.getItem(BACK) ?? "/";
  sessionStorage.removeItem(BACK);
  window.location.assign(back);
}
