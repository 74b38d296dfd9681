/** An error in words that a person can use. */
import i18next from "i18next";
import { useTranslation } from "react-i18next";

/** The sentence for an error: the server's own, or "no connection". */
export function sentenceOf(error: unknown): string {
  if (error instanceof Error) {
    if (error.message === "offline") return i18next.t("error.offline");
    return error.message || i18next.t("error.unknown");
  }
  return i18next.t("error.unknown");
}

export function Problems({ error }: { error: unknown }) {
  useTranslation();
  return <span className="pre-line">{sentenceOf(error)}</span>;
}
