/** The address of a webhook trigger: to copy, to renew, and an example of a call. */
import { CopyOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { get, post } from "../../../api/client";
import type { components } from "../../../api/generated";
import { Cancelled } from "../../../api/problem";
import { showDateTime, showRelative } from "../../../lib/time";
import { sentenceOf } from "../../../ui/Problems";
import { Item } from "../forms/Item";
import { bodyOf, curlOf, pathsOf } from "./example";
import "./startTexts";
import "./starts.css";

type Hook = components["schemas"]["HookItem"];

interface Props {
  workflow: number;
  /** The place of the trigger in the document. */
  at: number;
  find?: Record<string, unknown> | undefined;
  values?: unknown;
}

export function HookAddress({ workflow, at, find, values }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { modal, message } = App.useApp();
  const [wrong, setWrong] = useState("");
  const queryKey = ["automation", "hooks", workflow];
  const { data } = useQuery({ queryKey, queryFn: ({ signal }) => get<Hook[]>(`/api/workflows/${workflow}/hooks`, {}, signal), retry: false });
  const hook = data?.find((each) => each.trigger === at);
  if (!hook) {
    return (
      <Item label={t("automation.hook.label")}>
        <span className="muted">{t("automation.hook.later")}</span>
      </Item>
    );
  }
  const url = hook.url.startsWith("http") ? hook.url : `${location.origin}${hook.url}`;
  const example = curlOf(url, bodyOf(pathsOf(find ?? {}, values)));
  const copy = async (text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      void message.success(t("automation.hook.copied"));
    } catch {
      setWrong(text); // no right to the clipboard: shown, to be copied by hand
    }
  };
  const renew = () =>
    modal.confirm({
      title: t("automation.hook.renewSure"),
      content: t("automation.hook.renewText"),
      okText: t("automation.hook.renew"),
      okButtonProps: { danger: true },
      onOk: async () => {
        setWrong("");
        try {
          const made = await post<Hook>(`/api/workflows/${workflow}/hooks/${at}/renew`);
          client.setQueryData<Hook[]>(queryKey, (known) => known?.map((each) => (each.trigger === at ? made : each)));
          void message.success(t("automation.hook.renewed"));
        } catch (error) {
          if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
        }
      },
    });
  return (
    <Item label={t("automation.hook.label")} help={t("automation.hook.help")}>
      {wrong && <Alert type="warning" showIcon className="gap-below" title={<span className="hook-url">{wrong}</span>} />}
      <div className="hook-line">
        <code className="hook-url">{url}</code>
        <Button size="small" icon={<CopyOutlined />} title={t("automation.hook.copy")} aria-label={t("automation.hook.copy")} onClick={() => void copy(url)} />
        <Button size="small" onClick={renew}>
          {t("automation.hook.renew")}
        </Button>
      </div>
      <div className="muted hook-used" title={hook.used_at ? showDateTime(hook.used_at) : undefined}>
        {hook.used_at ? t("automation.hook.used", { when: showRelative(hook.used_at) }) : t("automation.hook.unused")}
      </div>
      <details className="hook-example">
        <summary>{t("automation.hook.example")}</summary>
        <pre>{example}</pre>
        <Button size="small" icon={<CopyOutlined />} onClick={() => void copy(example)}>
          {t("automation.hook.copyExample")}
        </Button>
      </details>
    </Item>
  );
}
