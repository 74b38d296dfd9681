/** Who is told or asked: parts in the record (its owner, the owner's manager), users, teams, roles, and addresses. */
import { useQuery } from "@tanstack/react-query";
import { Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useObject } from "../../../api/objects";
import { someRecords } from "../../../api/records";
import type { ObjectMeta } from "../../../api/types";
import { useDebounced } from "../../../ui/useDebounced";
import type { Asked } from "../document/types";
import { fit } from "../document/pinyin";
import { keyOf, partsOf, personOf } from "./people";

interface Props {
  value: readonly Asked[];
  onChange: (value: Asked[]) => void;
  /** The record in which parts are looked for. */
  object: ObjectMeta | undefined;
  label: string;
  one?: boolean;
  roles?: boolean;
  emails?: boolean;
  id?: string;
}

/** Some of the records of a set-up object, with those that are chosen among them. */
function useFew(name: string, search: string) {
  const meta = useObject(name);
  const { data } = useQuery({ ...someRecords(meta ?? { name, plural: `${name}s` }, { search: search || null, limit: 50 }), enabled: !!meta, staleTime: 60_000 });
  return data?.items ?? [];
}

export function PeopleInput({ value, onChange, object, label, one = false, roles = false, emails = false, id }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const search = useDebounced(text);
  const [known, setKnown] = useState<Record<string, string>>({});
  const parts = partsOf(object, (part) => t("automation.people.managerOf", { part }));
  const users = useFew("user", search);
  const teams = useFew("team", "");
  const allRoles = useFew("role", "");
  const option = (key: string, words: string) => ({ value: key, label: words });
  const groups = [
    { label: t("automation.people.parts"), title: "", options: parts.map((part) => option(part.key, part.label)) },
    { label: t("automation.people.users"), title: "", options: users.map((row) => option(`user:${row.id}`, row.title)) },
    { label: t("automation.people.teams"), title: "", options: one ? [] : teams.map((row) => option(`team:${row.id}`, row.title)) },
    { label: t("automation.people.roles"), title: "", options: roles ? allRoles.map((row) => option(`role:${row.id}`, row.title)) : [] },
    { label: t("automation.people.address"), title: "", options: emails && /^\S+@\S+\.\S+$/.test(text.trim()) ? [option(`email:${text.trim()}`, text.trim())] : [] },
  ].filter((group) => group.options.length > 0);
  const labels = Object.fromEntries(groups.flatMap((group) => group.options.map((each) => [each.value, each.label])));
  const nameOf = (key: string) => labels[key] ?? known[key] ?? (key.startsWith("email:") ? key.slice(6) : `#${key.split(":")[1] ?? key}`);
  const chosen = value.map(keyOf).filter((key) => key !== "email:").map((key) => ({ value: key, label: nameOf(key) }));
  const give = (next: { value: string }[]) => {
    setKnown({ ...known, ...labels });
    onChange(next.map((each) => personOf(each.value)));
    setText("");
  };
  return (
    <Select
      id={id}
      className="full"
      labelInValue
      aria-label={label}
      mode={one ? undefined : "multiple"}
      allowClear
      placeholder={t("automation.people.who")}
      showSearch={{ searchValue: text, onSearch: setText, filterOption: (typed, each) => each === undefined || fit(String(each.label ?? ""), typed) !== null || ("value" in each && String(each.value).startsWith("email:")) }}
      popupMatchSelectWidth={260}
      value={(one ? (chosen[0] ?? null) : chosen) as never}
      options={groups}
      onChange={(next: unknown) => give(Array.isArray(next) ? (next as { value: string }[]) : next ? [next as { value: string }] : [])}
    />
  );
}
