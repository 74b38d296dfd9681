/** Addresses of guests as people type and paste them. Pure. */
import type { GuestInput } from "./calls";

export const isAddress = (text: string): boolean => /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(text);

/** "Li Wei <li@x.cn>" or "li@x.cn" as a guest. */
export function guestOf(text: string): GuestInput {
  const found = /^\s*"?([^"<]*?)"?\s*<([^<>]+)>\s*$/.exec(text);
  return found ? { name: found[1] ?? "", address: (found[2] ?? "").trim().toLowerCase(), record: "" } : { name: "", address: text.trim().toLowerCase(), record: "" };
}

/** The guests in a text that was pasted, divided by commas, semicolons or lines; what is still being typed is left over. */
export function guestsIn(text: string): { guests: GuestInput[]; rest: string } {
  const parts = text.split(/[,;，；\n]+/);
  if (parts.length < 2) return { guests: [], rest: text };
  const guests = parts.map(guestOf).filter((guest) => isAddress(guest.address));
  return { guests, rest: parts.filter((part) => part.trim() && !isAddress(guestOf(part).address)).join(" ").trim() };
}

/** Who came to the guests, and who was taken off. */
export function difference(before: readonly GuestInput[], after: readonly GuestInput[]): { added: GuestInput[]; removed: GuestInput[] } {
  const lacks = (list: readonly GuestInput[]) => (guest: GuestInput) => !list.some((other) => other.address === guest.address);
  return { added: after.filter(lacks(before)), removed: before.filter(lacks(after)) };
}
