/** How many rows are there already by the rules for duplicates, and what is to become of them. */
import { Alert, App, Radio, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { patch } from "../../api/client";
import { Cancelled } from "../../api/problem";
import { sentenceOf } from "../../ui/Problems";
import type { Import, OnDuplicate, Preview } from "./calls";

const WAYS = ["create", "skip", "update"] as const;

export function DuplicateChoice({ importing, found, onChanged }: { importing: Import; found: Preview["duplicates"]; onChanged: (changed: Import) => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [wanted, setWanted] = useState<OnDuplicate | null>(null);
  if (found.existing + found.in_file === 0 && importing.on_duplicate === "create") return <p className="muted">{t("imports.duplicates.none")}</p>;
  const choose = async (way: OnDuplicate) => {
    setWanted(way);
    try {
      onChanged(await patch<Import>(`/api/imports/${importing.id}`, { on_duplicate: way }));
    } catch (problem) {
      if (!(problem instanceof Cancelled)) void message.error(sentenceOf(problem));
    }
    setWanted(null);
  };
  return (
    <Alert
      type="warning"
      className="gap-below import-duplicates"
      title={
        <>
          <b>{t("imports.duplicates.found", { existing: found.existing, inFile: found.in_file })}</b>{" "}
          {Object.entries(found.rules).map(([rule, count]) => (
            <Tag key={rule}>
              {rule} {count}
            </Tag>
          ))}
        </>
      }
      description={
        <>
          <Radio.Group
            aria-label={t("imports.duplicates.what")}
            disabled={wanted !== null}
            value={wanted ?? importing.on_duplicate}
            options={WAYS.map((value) => ({ value, label: t(`imports.duplicates.ways.${value}`) }))}
            onChange={(event) => void choose(event.target.value as OnDuplicate)}
          />
          <div className="muted">{t(`imports.duplicates.hints.${importing.on_duplicate}`)}</div>
        </>
      }
    />
  );
}
