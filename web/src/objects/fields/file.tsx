/** A file kept by the server. */
import { PaperClipOutlined, UploadOutlined } from "@ant-design/icons";
import { App, Button, Space, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { post } from "../../api/client";
import type { FileRef } from "../../api/types";
import { sentenceOf } from "../../ui/Problems";
import { isBlank, type FieldKind, type InputProps, type ShowProps } from "./kind";
import { idOf, refText, refToWire, titleOf } from "./reference";

function Show({ value }: ShowProps) {
  if (isBlank(value)) return null;
  return (
    <a href={`/api/files/${String(idOf(value))}/download`} className="ellipsis" title={titleOf(value)} onClick={(event) => event.stopPropagation()}>
      <PaperClipOutlined /> {titleOf(value)}
    </a>
  );
}

function FileInput({ field, value, onChange, id }: InputProps) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const send = async (file: File) => {
    setBusy(true);
    try {
      const body = new FormData();
      body.append("file", file);
      const saved = await post<FileRef>("/api/files", body);
      onChange({ id: saved.id, title: saved.title });
    } catch (error) {
      void message.error(sentenceOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Space>
      {!isBlank(value) && <Show field={field} value={value} />}
      <Upload
        showUploadList={false}
        beforeUpload={(file) => {
          void send(file);
          return false;
        }}
      >
        <Button id={id} icon={<UploadOutlined />} loading={busy}>
          {t("field.upload")}
        </Button>
      </Upload>
      {!isBlank(value) && <Button onClick={() => onChange(null)}>{t("field.remove")}</Button>}
    </Space>
  );
}

export const fileField: FieldKind = { Show, Input: FileInput, text: refText, toWire: refToWire, width: 140, formOnly: true };
