/** The values that a block can name, and finding one by its path. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useObjects } from "../../../api/objects";
import { useDesigner } from "../designer/DesignerContext";
import { objectOn, valuesAt, type Surroundings, type ValueOption } from "../document/scope";

export function useSurroundings(): Surroundings {
  const { t, i18n } = useTranslation();
  const objects = useObjects();
  const { document, palette } = useDesigner();
  return useMemo(() => ({ document, objects, palette, language: i18n.language, words: t }), [document, objects, palette, i18n.language, t]);
}

export function useValues(block: string): ValueOption[] {
  const around = useSurroundings();
  return useMemo(() => valuesAt(block, around), [block, around]);
}

export function useObjectOn(block: string, on: string | undefined) {
  const around = useSurroundings();
  return useMemo(() => objectOn(on, block, around), [block, on, around]);
}
