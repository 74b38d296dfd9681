/** Guests from outside: found among contacts and leads, or an address typed; several may be pasted at once. */
import { useQueries } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useObjects } from "../../api/objects";
import { someRecords } from "../../api/records";
import { useDebounced } from "../../ui/useDebounced";
import type { GuestInput } from "./calls";
import { guestOf, guestsIn, isAddress } from "./guests";

const LOOKED_IN = ["contact", "lead"];

interface Props {
  id?: string;
  value?: GuestInput[];
  onChange?: (guests: GuestInput[]) => void;
}

export function GuestsField({ id, value = [], onChange }: Props) {
  const { t } = useTranslation();
  const objects = useObjects().filter((meta) => LOOKED_IN.includes(meta.name) && meta.rights.read);
  const [typed, setTyped] = useState("");
  const words = useDebounced(typed, 250);
  const found = useQueries({ queries: objects.map((meta) => ({ ...someRecords(meta, { search: words, limit: 6 }), enabled: words.trim().length > 0 })) });
  const known = new Map<string, GuestInput>();
  found.forEach((answer, at) => {
    for (const row of answer.data?.items ?? []) {
      const address = String(row["email"] ?? "").toLowerCase();
      if (address && !known.has(address)) known.set(address, { name: String(row["name"] ?? row.title), address, record: `${objects[at]?.name}:${row.id}` });
    }
  });
  const labelOf = (guest: GuestInput) => (guest.name ? `${guest.name} · ${guest.address}` : guest.address);
  const add = (guests: readonly GuestInput[]) => {
    const fresh = guests.filter((guest, at) => isAddress(guest.address) && ![...value, ...guests.slice(0, at)].some((other) => other.address === guest.address));
    if (fresh.length > 0) onChange?.([...value, ...fresh]);
  };
  const search = (text: string) => {
    const { guests, rest } = guestsIn(text);
    if (guests.length > 0) add(guests);
    setTyped(rest);
  };
  const own = guestOf(typed);
  const offered = [...(isAddress(own.address) && !known.has(own.address) ? [own] : []), ...known.values()].filter((guest) => !value.some((other) => other.address === guest.address));
  return (
    <Select
      {...(id ? { id } : {})}
      mode="multiple"
      value={value.map((guest) => guest.address)}
      placeholder={t("calendar.guests.hint")}
      showSearch={{ filterOption: false, onSearch: search, searchValue: typed, autoClearSearchValue: true }}
      notFoundContent={typed.trim() ? t("calendar.guests.noneFound") : null}
      options={[...offered, ...value].map((guest) => ({ value: guest.address, label: labelOf(guest) }))}
      onBlur={() => {
        if (isAddress(own.address)) add([known.get(own.address) ?? own]);
        setTyped("");
      }}
      tagRender={({ value: address, onClose }) => {
        const guest = value.find((each) => each.address === address);
        return (
          <span className="cal-guest" title={String(address)}>
            {guest?.name || String(address)}
            <button type="button" aria-label={`− ${guest?.name || String(address)}`} onClick={onClose}>
              ×
            </button>
          </span>
        );
      }}
      onChange={(addresses: string[]) => {
        setTyped("");
        onChange?.(addresses.map((text) => value.find((guest) => guest.address === text) ?? known.get(text) ?? (own.address === text ? own : guestOf(text))));
      }}
    />
  );
}
