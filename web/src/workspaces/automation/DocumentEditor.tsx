/** The workflow as a JSON document: edit and publish. Problems are listed by block; choosing one leads to its place in the text. */
import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Checkbox, Input, type GetRef } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { post } from "../../api/client";
import { Cancelled, isProblem } from "../../api/problem";
import { sentenceOf } from "../../ui/Problems";
import { inReadingOrder, placeOf } from "./blockText";
import { definitionQuery, type Definition } from "./calls";

interface Props {
  workflow: number;
  start: Record<string, unknown>;
  mayPublish: boolean;
  /** Is it switched on now? Publishing leaves that as it is unless the person says otherwise. */
  isActive: boolean;
}

export function DocumentEditor({ workflow, start, mayPublish, isActive }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const original = JSON.stringify(inReadingOrder(start), null, 2);
  const [text, setText] = useState(original);
  const [activate, setActivate] = useState(isActive);
  const [busy, setBusy] = useState(false);
  const [problems, setProblems] = useState<Record<string, string[]>>({});
  const area = useRef<GetRef<typeof Input.TextArea>>(null);

  let broken = "";
  try {
    JSON.parse(text);
  } catch (error) {
    broken = error instanceof Error ? error.message : String(error);
  }

  const show = (block: string) => {
    const place = placeOf(text, block);
    const element = area.current?.resizableTextArea?.textArea;
    if (place < 0 || !element) return;
    element.focus();
    element.setSelectionRange(place, text.indexOf("\n", place) < 0 ? text.length : text.indexOf("\n", place));
    const line = text.slice(0, place).split("\n").length;
    element.scrollTop = Math.max(0, line * 19 - element.clientHeight / 2);
  };

  const publish = async () => {
    setBusy(true);
    setProblems({});
    try {
      const published = await post<Definition>(`/api/workflows/${workflow}/publish`, { document: JSON.parse(text) as unknown, activate });
      client.setQueryData(definitionQuery(workflow).queryKey, published);
      void client.invalidateQueries({ queryKey: ["records", "workflow"] });
      void message.success(t("automation.document.published", { number: published.number }));
    } catch (error) {
      if (isProblem(error) && Object.keys(error.fields).length > 0) setProblems(error.fields);
      else if (!(error instanceof Cancelled)) setProblems({ document: [sentenceOf(error)] });
    }
    setBusy(false);
  };

  const nameOf = (block: string) => (block === "document" ? t("automation.document.whole") : block === "trigger" ? t("automation.document.trigger") : block);
  return (
    <section className="page-box">
      <p className="muted page-about gap-below">{t(mayPublish ? "automation.document.about" : "automation.document.readOnly")}</p>
      {broken && <Alert type="warning" showIcon className="gap-below" title={t("automation.document.broken", { words: broken })} />}
      {Object.keys(problems).length > 0 && (
        <Alert
          type="error"
          showIcon
          className="gap-below"
          title={t("automation.document.problems")}
          description={
            <ul className="document-problems">
              {Object.entries(problems).map(([block, sentences]) => (
                <li key={block}>
                  <button type="button" className="document-block" onClick={() => show(block)}>
                    {nameOf(block)}
                  </button>{" "}
                  {sentences.join(" ")}
                </li>
              ))}
            </ul>
          }
        />
      )}
      <Input.TextArea
        ref={area}
        className="document-text"
        aria-label={t("automation.document.label")}
        spellCheck={false}
        readOnly={!mayPublish}
        autoSize={{ minRows: 14, maxRows: 32 }}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {mayPublish && (
        <div className="document-foot">
          <Button type="primary" loading={busy} disabled={broken !== ""} onClick={() => void publish()}>
            {t("automation.document.publish")}
          </Button>
          <Checkbox checked={activate} onChange={(event) => setActivate(event.target.checked)}>
            {t("automation.document.activate")}
          </Checkbox>
          <span className="grow" />
          <Button disabled={broken !== ""} onClick={() => setText(JSON.stringify(JSON.parse(text), null, 2))}>
            {t("automation.document.format")}
          </Button>
          <Button disabled={text === original} onClick={() => setText(original)}>
            {t("automation.document.reset")}
          </Button>
        </div>
      )}
    </section>
  );
}
