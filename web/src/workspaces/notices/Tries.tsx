/** Each try to deliver something, in the words of the other side; folded up where there is nothing to worry about. */
import { useTranslation } from "react-i18next";
import { showDateTime } from "../../lib/time";
import type { LedgerEntry } from "./calls";

export function Tries({ entry }: { entry: LedgerEntry }) {
  const { t } = useTranslation();
  if (entry.tries.length === 0) return null;
  return (
    <details className="tries">
      <summary>{t("notices.ledger.tries", { count: entry.tries.length })}</summary>
      <ol>
        {entry.tries.map((each) => (
          <li key={each.at}>
            <time>{showDateTime(each.at)}</time> <b className={`try is-${each.outcome}`}>{t(`notices.ledger.outcome.${each.outcome}`)}</b>
            {each.detail && <span className="pre-line"> {each.detail}</span>}
          </li>
        ))}
        {entry.provider_id && <li className="muted">{t("notices.ledger.number", { number: entry.provider_id })}</li>}
      </ol>
    </details>
  );
}
