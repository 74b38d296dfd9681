/** Addresses of guests as people type and paste them. Pure. */
import type { GuestInput } from "./calls";

export const isAddress = (text: string): boolean => /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(text);

/** "Li Wei <li@x.cn>" or "li@x.cn" as a guest. */
export function guestOf(text: string): GuestInput {
  const found = /^\s*"?([^"<]*?)"?\s*<([^<>]+)>\s*$/.exec(text);
  return found ? { name: found[1] ?? "", address: (found[2] ?? "").trim().toLowerCase(), record: "" } : { name: "", address: text.trim().toLowerCase(), record: "" };
}

/** Who came to the guests, and who was taken off. */
export function difference(before: readonly GuestInput[], after: readonly GuestInput[]): { added: GuestInput[]; removed: GuestInput[] } {
  const lacks = (list: readonly GuestInput[]) => (guest: GuestInput) => !list.some((other) => other.address === guest.address);
  return { added: after.filter(lacks(before)), removed: before.filter(lacks(after)) };
}
