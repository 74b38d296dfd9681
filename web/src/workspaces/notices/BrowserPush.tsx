/** Turning on and off that this browser tells also when Magpie is closed, and the person's other browsers. */
import { BellOutlined, DeleteOutlined, SendOutlined } from "@ant-design/icons";
import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Switch } from "antd";
import { useCallback, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { get, post, request } from "../../api/client";
import { Cancelled } from "../../api/problem";
import { useMe } from "../../api/session";
import { showDateTime, showRelative } from "../../lib/time";
import { sentenceOf } from "../../ui/Problems";
import { onPushState, pushState, turnOff, turnOn, type Browsers } from "./browserPush";
import "./notices.css";

const browsersQuery = queryOptions({ queryKey: ["notices", "browsers"], queryFn: ({ signal }) => get<Browsers>("/api/notices/browsers", {}, signal) });

/** What goes wrong in the browser itself has no sentence of the server. */
const isOfBrowser = (error: unknown): boolean => error instanceof DOMException || error instanceof TypeError;

export function BrowserPush() {
  const { t } = useTranslation();
  const me = useMe();
  const client = useQueryClient();
  const { message } = App.useApp();
  const state = useSyncExternalStore(onPushState, () => pushState(me.id));
  const { data } = useQuery(browsersQuery);
  const [busy, setBusy] = useState("");
  const [said, setSaid] = useState<{ good: boolean; text: string } | null>(null);
  const here = data?.items.find((each) => each.is_here);
  const others = data?.items.filter((each) => each.id !== here?.id || state !== "on") ?? [];

  const attempt = async (what: string, doing: () => Promise<Browsers | null>) => {
    setBusy(what);
    setSaid(null);
    try {
      const found = await doing();
      if (found) client.setQueryData(browsersQuery.queryKey, found);
      void client.invalidateQueries({ queryKey: ["notices", "preferences"] });
      void client.invalidateQueries({ queryKey: ["channels"] });
    } catch (error) {
      if (isOfBrowser(error)) setSaid({ good: false, text: t("notices.push.noService") });
      else if (!(error instanceof Cancelled)) setSaid({ good: false, text: sentenceOf(error) });
    }
    setBusy("");
  };
  const test = async () => {
    setBusy("test");
    setSaid(null);
    try {
      const answer = await post<{ detail: string }>("/api/notices/browser-trial");
      setSaid({ good: true, text: t("notices.push.tested", { said: answer.detail }) });
    } catch (error) {
      if (!(error instanceof Cancelled)) setSaid({ good: false, text: sentenceOf(error) });
    }
    setBusy("");
  };
  const drop = (id: number) =>
    attempt(`drop${id}`, async () => {
      const found = await request<Browsers>("DELETE", `/api/notices/browsers/${id}`);
      void message.success(t("notices.push.removed"));
      return found;
    });

  // Whoever comes by a link to this part of the page is led to it.
  const goThere = useCallback((part: HTMLElement | null) => {
    if (part && location.hash === "#browser") part.scrollIntoView({ block: "center" });
  }, []);
  const isPossible = state === "on" || state === "off";
  return (
    <section className="page-box" id="browser" ref={goThere}>
      <h2>{t("notices.push.title")}</h2>
      <p className="muted page-about gap-below">{t("notices.push.about")}</p>
      {isPossible ? (
        <div className="push-line">
          <Switch
            id="push-here"
            checked={state === "on"}
            loading={busy === "here"}
            onChange={(wanted) => void attempt("here", () => (wanted ? turnOn(me.id) : turnOff(here?.id ?? null)))}
          />
          <label htmlFor="push-here">{t("notices.push.here")}</label>
        </div>
      ) : (
        <Alert type={state === "denied" ? "warning" : "info"} showIcon title={t(`notices.push.state.${state}`)} />
      )}
      {others.length > 0 && (
        <ul className="push-browsers">
          {others.map((each) => (
            <li key={each.id}>
              <BellOutlined aria-hidden />
              <span className="grow">
                {each.name} <span className="muted small-text">{each.used_at ? t("notices.push.used", { when: showRelative(each.used_at) }) : t("notices.push.since", { when: showDateTime(each.created_at) })}</span>
              </span>
              <Button type="text" size="small" icon={<DeleteOutlined />} loading={busy === `drop${each.id}`} title={t("notices.push.remove")} aria-label={`${t("notices.push.remove")}: ${each.name}`} onClick={() => void drop(each.id)} />
            </li>
          ))}
        </ul>
      )}
      {(data?.items.length ?? 0) > 0 && (
        <Button className="push-test" icon={<SendOutlined />} loading={busy === "test"} onClick={() => void test()}>
          {t("notices.push.test")}
        </Button>
      )}
      {said && <Alert className="push-said" type={said.good ? "success" : "error"} showIcon title={<span className="pre-line">{said.text}</span>} />}
    </section>
  );
}
