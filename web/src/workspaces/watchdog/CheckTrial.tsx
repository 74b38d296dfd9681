/** What the check as it stands in the form says, and which records it finds at this moment. */
import { useQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { recordPath, useObject } from "../../api/objects";
import { sentenceOf } from "../../ui/Problems";
import { useDebounced } from "../../ui/useDebounced";
import { checkTrialQuery, type DataCheck } from "./calls";

export function CheckTrial({ check }: { check: DataCheck }) {
  const { t } = useTranslation();
  const meta = useObject(check.object);
  const { data, error } = useQuery(checkTrialQuery(useDebounced(check)));
  return (
    <section className="watch-trial" aria-labelledby="check-trial" aria-live="polite">
      <b id="check-trial">{t("watchdog.try")}</b>
      {error && <Alert type="error" title={sentenceOf(error)} />}
      {data?.sentence && <p className="watch-sentence">{data.sentence}</p>}
      {data && Object.keys(data.problems).length > 0 && <Alert type="warning" title={Object.values(data.problems).join(" ")} />}
      {data && !data.problems["filter"] && (
        <>
          <p className="watch-count">{data.count === null ? t("watchdog.wouldFindMany") : t("watchdog.wouldFind", { count: data.count })}</p>
          <ul className="watch-sample">
            {data.items.map((item) => (
              <li key={item.id}>
                {meta ? <Link to={recordPath(meta, item.id)}>{item.title}</Link> : item.title}
                {item.people && <span className="muted">→ {item.people}</span>}
              </li>
            ))}
            {data.count !== null && data.count > data.items.length && <li className="muted">{t("watchdog.andMore", { count: data.count - data.items.length })}</li>}
          </ul>
        </>
      )}
    </section>
  );
}
