/** Sends a file to the server and holds its reference; loaded when a form needs it. */
import { UploadOutlined } from "@ant-design/icons";
import { App, Button, Space, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { post } from "../../api/client";
import type { FileRef } from "../../api/types";
import { sentenceOf } from "../../ui/Problems";
import { isBlank, type InputProps } from "./kind";
import { titleOf } from "./reference";

export function FileInput({ field, value, onChange, id }: InputProps) {
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
      {!isBlank(value) && <span>{titleOf(value)}</span>}
      <Upload
        showUploadList={false}
        beforeUpload={(file) => {
          void send(file);
          return false;
        }}
      >
        <Button id={id} aria-label={`${field.label}: ${t("field.upload")}`} icon={<UploadOutlined />} loading={busy}>
          {t("field.upload")}
        </Button>
      </Upload>
      {!isBlank(value) && <Button onClick={() => onChange(null)}>{t("field.remove")}</Button>}
    </Space>
  );
}
