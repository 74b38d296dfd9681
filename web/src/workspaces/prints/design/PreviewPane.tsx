/** The template as it prints a real record: its pages, or what is wrong while the last good pages stay. */
import { useQuery } from "@tanstack/react-query";
import { Alert, Select, Spin } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { RecordPicker } from "../../../objects/fields/reference";
import type { FieldMeta } from "../../../api/types";
import { sentenceOf } from "../../../ui/Problems";
import { useDebounced } from "../../../ui/useDebounced";
import { previewOf, type Preview, type PreviewInput } from "../calls";

type Which = PreviewInput["which"] | "record";

interface Props {
  draft: Omit<PreviewInput, "record" | "which">;
  onPreview: (preview: Preview) => void;
}

export function PreviewPane({ draft, onPreview }: Props) {
  const { t } = useTranslation();
  const [which, setWhich] = useState<Which>("newest");
  const [picked, setPicked] = useState<{ id: number; title: string } | null>(null);
  const asked = useDebounced(JSON.stringify({ ...draft, which: which === "record" ? "newest" : which, record: which === "record" ? (picked?.id ?? null) : null }), 450);
  const { data, error, isFetching } = useQuery({
    queryKey: ["prints", "preview", asked],
    queryFn: ({ signal }) => previewOf(JSON.parse(asked) as PreviewInput, signal),
    placeholderData: (before) => before,
    gcTime: 60_000,
    staleTime: 60_000,
    retry: false,
    refetchOnWindowFocus: false,
  });
  const [good, setGood] = useState<Preview | null>(null);
  const isGood = data !== undefined && data.slips.length === 0;
  if (isGood && good !== data) setGood(data);
  useEffect(() => {
    if (data) onPreview(data);
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [data]);
  const shown = isGood ? data : good;
  const field = { name: "record", label: t("prints.design.record"), object: draft.object, choices: null } as unknown as FieldMeta;
  return (
    <div className="print-preview">
      <div className="preview-bar">
        <Select<Which>
          size="small"
          aria-label={t("prints.design.with")}
          popupMatchSelectWidth={false}
          value={which}
          onChange={setWhich}
          options={(["newest", "longest", "emptiest", "record"] as const).map((value) => ({ value, label: t(`prints.design.${value}`) }))}
        />
        {which === "record" && (
          <div className="preview-record">
            <RecordPicker field={field} value={picked} onChange={(next) => setPicked(next as { id: number; title: string } | null)} />
          </div>
        )}
        {which !== "record" && shown && shown.record > 0 && <span className="muted ellipsis">{shown.title}</span>}
        <span className="grow" />
        {isFetching && <Spin size="small" />}
        {shown && shown.pages > 0 && (
          <span className="muted">
            {t("prints.design.pages", { count: shown.pages })}
            {shown.pages > shown.pictures.length && ` · ${t("prints.design.first", { count: shown.pictures.length })}`}
          </span>
        )}
      </div>
      {error && <Alert type="error" showIcon className="gap-below" title={sentenceOf(error)} />}
      {data && !isGood && (
        <Alert
          type="error"
          showIcon
          className="gap-below"
          title={t("prints.design.wrong")}
          description={
            <>
              <ul className="preview-slips">
                {data.slips.map((slip, at) => (
                  <li key={at}>
                    {slip.line > 0 && <b>{t("prints.design.line", { line: slip.line })} </b>}
                    {slip.text}
                  </li>
                ))}
              </ul>
              {good && <p className="muted">{t("prints.design.lastGood")}</p>}
            </>
          }
        />
      )}
      {isGood && data.missing.length > 0 && <Alert type="warning" showIcon className="gap-below" title={t("prints.design.missing", { names: data.missing.join(", ") })} />}
      <div className={isGood ? "preview-pages" : "preview-pages is-old"} role="region" tabIndex={0} aria-label={t("prints.design.preview")}>
        {shown?.pictures.map((picture, at) => <img key={at} src={`data:image/png;base64,${picture}`} alt={`${t("prints.design.preview")} ${at + 1}`} />)}
      </div>
    </div>
  );
}
