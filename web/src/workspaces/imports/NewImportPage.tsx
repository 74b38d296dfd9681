/** The first step: what is in the file, and the file itself. */
import { InboxOutlined } from "@ant-design/icons";
import { Alert, Form, Input, Select, Spin, Upload } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";
import { post } from "../../api/client";
import { useObjects } from "../../api/objects";
import { Cancelled, isProblem } from "../../api/problem";
import { EmptyState } from "../../ui/EmptyState";
import { PageHead } from "../../ui/PageHead";
import { sentenceOf } from "../../ui/Problems";
import type { Import } from "./calls";
import { ImportSteps } from "./ImportSteps";
import "./imports.css";

const ENCODINGS = ["utf-8", "gb18030", "utf-16", "big5", "latin-1"];

export function NewImportPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const objects = useObjects().filter((meta) => meta.rights.import && meta.rights.create);
  const chosen = objects.find((meta) => meta.name === search.get("object"));
  const [encoding, setEncoding] = useState("");
  const [sheet, setSheet] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");

  if (objects.length === 0) return <EmptyState text={t("imports.may")} />;

  const send = async (file: File) => {
    if (!chosen) return;
    setBusy(true);
    setWrong("");
    const body = new FormData();
    body.append("file", file);
    body.append("object", chosen.name);
    if (encoding) body.append("encoding", encoding);
    if (sheet.trim()) body.append("sheet", sheet.trim());
    try {
      const made = await post<Import>("/api/imports", body);
      await navigate(`/imports/${made.id}`);
    } catch (error) {
      if (isProblem(error) && Object.keys(error.fields).length > 0) setWrong(Object.values(error.fields).flat().join("\n"));
      else if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
      setBusy(false);
    }
  };

  return (
    <div className="page page-narrow">
      <PageHead title={chosen ? t("imports.new", { object: chosen.label_plural }) : t("imports.newPlain")} about={t("imports.about")} back={chosen ? `/${chosen.plural}` : "/imports"} />
      <ImportSteps at={0} />
      <section className="page-box">
        <Form layout="vertical" component="div">
          <Form.Item label={t("imports.object")} htmlFor="import-object">
            <Select
              id="import-object"
              className="import-object"
              showSearch={{ optionFilterProp: "label" }}
              value={chosen?.name}
              options={objects.map((meta) => ({ value: meta.name, label: meta.label_plural }))}
              onChange={(object: string) => setSearch({ object }, { replace: true })}
            />
          </Form.Item>
          {wrong && <Alert type="error" showIcon className="gap-below" title={t("imports.notRead")} description={<span className="pre-line">{wrong}</span>} />}
          <Spin spinning={busy} description={t("imports.uploading")}>
            <Upload.Dragger
              accept=".csv,.tsv,.txt,.xlsx"
              showUploadList={false}
              disabled={!chosen || busy}
              beforeUpload={(file) => {
                void send(file);
                return false;
              }}
            >
              <p className="ant-upload-drag-icon">
                <InboxOutlined />
              </p>
              <p className="ant-upload-text">{t("imports.drop")}</p>
              <p className="ant-upload-hint">{t("imports.dropHint")}</p>
            </Upload.Dragger>
          </Spin>
          <div className="form-grid import-format">
            <Form.Item label={t("imports.encoding")} htmlFor="import-encoding" extra={t("imports.encodingHint")}>
              <Select id="import-encoding" value={encoding} options={[{ value: "", label: t("imports.encodingGuess") }, ...ENCODINGS.map((value) => ({ value, label: value.toUpperCase() }))]} onChange={setEncoding} />
            </Form.Item>
            <Form.Item label={t("imports.sheet")} htmlFor="import-sheet" extra={t("imports.sheetHint")}>
              <Input id="import-sheet" value={sheet} onChange={(event) => setSheet(event.target.value)} />
            </Form.Item>
          </div>
        </Form>
      </section>
    </div>
  );
}
