/** Guests from outside: found among contacts and leads, or an address typed; several may be pasted at once. */
import { useQueries } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useObjects } from "../../api/objects";
import { someRecords } from "../../api/records";
import { useDebounced } from "../../ui/useDebounced";
import type { GuestInput } from "./calls";
import { guestOf, isAddress } from "./guests";

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
  return (
    <Select
      {...(id ? { id } : {})}
      mode="tags"
      value={value.map((guest) => guest.address)}
      tokenSeparators={[",", ";", "，", "；", "\n"]}
      placeholder={t("calendar.guests.hint")}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      options={[...known.values()].map((guest) => ({ value: guest.address, label: labelOf(guest) }))}
      tagRender={({ value: address, onClose }) => {
        const guest = value.find((each) => each.address === address);
        return (
          <span className={isAddress(String(address)) ? "cal-guest" : "cal-guest is-wrong"} title={String(address)}>
            {guest?.name || String(address)}
            <button type="button" aria-label={`− ${guest?.name || String(address)}`} onClick={onClose}>
              ×
            </button>
          </span>
        );
      }}
      onChange={(addresses: string[]) => {
        setTyped("");
        onChange?.(addresses.map((text) => value.find((guest) => guest.address === text) ?? known.get(text) ?? guestOf(text)));
      }}
    />
  );
}
