/** Addresses, typed or found among contacts and leads; several may be pasted at once. */
import { useQueries } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { useObjects } from "../../api/objects";
import { someRecords } from "../../api/records";
import { useDebounced } from "../../ui/useDebounced";
import { looksLikeAddress, pairOf, textOf } from "./calls";

const LOOKED_IN = ["contact", "lead"];

interface Props {
  id: string;
  label: string;
  pairs: readonly string[][];
  onChange: (pairs: string[][]) => void;
  autoFocus?: boolean;
}

export function Recipients({ id, label, pairs, onChange, autoFocus = false }: Props) {
  const objects = useObjects().filter((meta) => LOOKED_IN.includes(meta.name) && meta.rights.read);
  const [typed, setTyped] = useState("");
  const words = useDebounced(typed, 250);
  const found = useQueries({ queries: objects.map((meta) => ({ ...someRecords(meta, { search: words, limit: 6 }), enabled: words.trim().length > 0 })) });
  const options = found
    .flatMap((answer) => answer.data?.items ?? [])
    .filter((row) => typeof row["email"] === "string" && row["email"])
    .map((row) => textOf([String(row["name"] ?? row.title), String(row["email"])]));
  return (
    <Select
      id={id}
      mode="tags"
      className="full"
      aria-label={label}
      variant="borderless"
      suffixIcon={null}
      autoFocus={autoFocus}
      value={pairs.map(textOf)}
      tokenSeparators={[",", ";", "，", "；", "\n"]}
      filterOption={false}
      onSearch={setTyped}
      options={[...new Set(options)].map((value) => ({ value, label: value }))}
      tagRender={({ value, onClose }) => {
        const text = String(value);
        const [name, address] = pairOf(text);
        return (
          <span className={looksLikeAddress(text) ? "recipient" : "recipient is-wrong"} title={address}>
            {name || address}
            <button type="button" aria-label={`− ${text}`} onClick={onClose}>
              ×
            </button>
          </span>
        );
      }}
      onChange={(values: string[]) => {
        setTyped("");
        onChange(values.map((text) => [...pairOf(text)]));
      }}
    />
  );
}
