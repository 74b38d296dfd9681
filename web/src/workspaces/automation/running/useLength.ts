/** A length of time in words. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { lengthOf } from "./duration";

export function useLength(): (seconds: number | null) => string {
  const { t } = useTranslation();
  return useCallback(
    (seconds) => {
      if (seconds === null) return "–";
      const { key, count } = lengthOf(seconds);
      return t(`automation.time.${key}`, { count });
    },
    [t],
  );
}
