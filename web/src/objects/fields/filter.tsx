/** A condition on records of the object that another field of the record names: shown in words, edited with the filter builder. */
import { Suspense } from "react";
import { lazily } from "../../api/parts";
import { asText, type FieldKind, type ShowProps } from "./kind";
import { loadedLater } from "./loadedLater";

const Input = loadedLater(() => import("../filter/FilterInput").then((module) => module.FilterInput));
const Words = lazily(() => import("../filter/FilterWords").then((module) => ({ default: module.FilterWords })));

function Show(props: ShowProps) {
  return (
    <Suspense fallback={null}>
      <Words {...props} />
    </Suspense>
  );
}

export const filterField: FieldKind = { Show, Input, text: asText, width: 220, wide: true, multiline: true, formOnly: true };
