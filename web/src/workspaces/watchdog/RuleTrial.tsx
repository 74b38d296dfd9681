/** What the rule as it stands in the form says, and what it would chase at this moment. */
import { useQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { recordPath, useObjects } from "../../api/objects";
import { showRelative } from "../../lib/time";
import { useDebounced } from "../../ui/useDebounced";
import { sentenceOf } from "../../ui/Problems";
import { trialQuery, type WatchRule } from "./calls";

export function RuleTrial({ rule }: { rule: WatchRule }) {
  const { t } = useTranslation();
  const objects = useObjects();
  const { data, error } = useQuery(trialQuery(useDebounced(rule)));
  const people = rule.kind === "people";
  return (
    <section className="watch-trial" aria-labelledby="watch-trial" aria-live="polite">
      <b id="watch-trial">{t("watchdog.try")}</b>
      {error && <Alert type="error" title={sentenceOf(error)} />}
      {data?.sentence && <p className="watch-sentence">{data.sentence}</p>}
      {data && Object.keys(data.problems).length > 0 && <Alert type="warning" title={Object.values(data.problems).join(" ")} />}
      {data && (data.count !== null || data.items.length > 0) && (
        <>
          <p className="watch-count">{data.count === null ? t("watchdog.wouldMany") : t(people ? "watchdog.wouldPeople" : "watchdog.would", { count: data.count })}</p>
          {people && data.away > 0 && <p className="muted">{t("watchdog.away", { count: data.away })}</p>}
          <ul className="watch-sample">
            {data.items.map((item) => {
              const meta = objects.find((each) => each.name === item.object);
              return (
                <li key={item.id}>
                  {meta ? <Link to={recordPath(meta, item.id)}>{item.title}</Link> : item.title}
                  {!people && (
                    <span className="muted">
                      {item.due_at && showRelative(item.due_at)} → {item.people}
                    </span>
                  )}
                </li>
              );
            })}
            {data.count !== null && data.count > data.items.length && <li className="muted">{t("watchdog.andMore", { count: data.count - data.items.length })}</li>}
          </ul>
        </>
      )}
    </section>
  );
}
