/** Text in which "@" offers colleagues; who is mentioned is told when it is saved. */
import { useQuery } from "@tanstack/react-query";
import { Mentions } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useObject } from "../../api/objects";
import { someRecords } from "../../api/records";
import { useDebounced } from "../../ui/useDebounced";
import { PersonAvatar } from "../../ui/PersonAvatar";
import { asText, type InputProps } from "../fields/kind";

export function MentionInput({ field, value, onChange, id, autoFocus, invalid }: InputProps) {
  const { t } = useTranslation();
  const users = useObject("user");
  const [asked, setAsked] = useState<string | null>(null);
  const search = useDebounced(asked ?? "");
  const { data, isFetching } = useQuery({ ...someRecords(users ?? { name: "", plural: "" }, { search: search || null, filter: { field: "is_active", is: true }, limit: 10 }), enabled: !!users && asked !== null });
  return (
    <Mentions
      id={id}
      autoFocus={autoFocus ?? false}
      status={invalid ? "error" : ""}
      autoSize={{ minRows: 3, maxRows: 12 }}
      value={asText(value)}
      maxLength={field.max_length ?? undefined}
      placeholder={t("timeline.mention")}
      loading={isFetching}
      filterOption={false}
      notFoundContent={t("field.nothing")}
      onSearch={setAsked}
      onChange={onChange}
      options={(data?.items ?? []).map((row) => ({
        key: String(row.id),
        value: row.title,
        label: (
          <span className="person">
            <PersonAvatar name={row.title} size={18} /> {row.title}
          </span>
        ),
      }))}
    />
  );
}
