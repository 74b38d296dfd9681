/** A file kept by the server. */
import { PaperClipOutlined } from "@ant-design/icons";
import { Suspense } from "react";
import { lazily } from "../../api/parts";
import { isBlank, type FieldKind, type InputProps, type ShowProps } from "./kind";
import { idOf, refText, refToWire, titleOf } from "./reference";

const FileInput = lazily(() => import("./FileInput").then((module) => ({ default: module.FileInput })));

function Show({ value }: ShowProps) {
  if (isBlank(value)) return null;
  return (
    <a href={`/api/files/${String(idOf(value))}/download`} className="ellipsis" title={titleOf(value)} onClick={(event) => event.stopPropagation()}>
      <PaperClipOutlined /> {titleOf(value)}
    </a>
  );
}

function LazyInput(props: InputProps) {
  return (
    <Suspense fallback={null}>
      <FileInput {...props} />
    </Suspense>
  );
}

export const fileField: FieldKind = { Show, Input: LazyInput, text: refText, toWire: refToWire, width: 140, formOnly: true };
