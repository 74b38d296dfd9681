/** Makes a template from one of the ready ones, or from a sketch of any object, and opens it in the designer. */
import { HighlightOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { Cancelled } from "../../../api/problem";
import { createRecord } from "../../../api/records";
import type { ObjectMeta } from "../../../api/types";
import { sentenceOf } from "../../../ui/Problems";
import { startsQuery } from "../calls";

export function NewButton({ meta }: { meta: ObjectMeta }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  if (!meta.rights.create) return null;
  return (
    <>
      <Button icon={<HighlightOutlined />} onClick={() => setOpen(true)}>
        {t("prints.design.newFrom")}
      </Button>
      {open && <NewDialog meta={meta} onClose={() => setOpen(false)} />}
    </>
  );
}

function NewDialog({ meta, onClose }: { meta: ObjectMeta; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const { data } = useQuery(startsQuery);
  const [key, setKey] = useState<string | null>(null);
  const [names, setNames] = useState({ name_en: "", name_zh: "" });
  const [busy, setBusy] = useState(false);
  const starts = data?.items ?? [];
  const start = starts.find((each) => each.key === key);
  const option = (each: (typeof starts)[number]) => ({ value: each.key, label: each.key.startsWith("blank-") ? each.label : `${t("prints.design.zh") === "中文" ? each.name_zh : each.name_en} · ${each.label}` });
  const make = async () => {
    if (!start) return;
    setBusy(true);
    try {
      const made = await createRecord(meta, { ...names, object: start.object, paper: start.paper, blocks: start.blocks });
      await client.invalidateQueries({ queryKey: ["records", "print_template"] });
      await navigate(`/print-templates/${made.id}`);
      onClose();
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    }
    setBusy(false);
  };
  return (
    <Modal open title={t("prints.design.newTitle")} okText={t("prints.design.make")} okButtonProps={{ disabled: !start || !names.name_en.trim() }} confirmLoading={busy} onOk={() => void make()} onCancel={onClose}>
      <Form layout="vertical" component="div">
        <Form.Item label={t("prints.design.start")} htmlFor="print-start">
          <Select
            id="print-start"
            showSearch={{ optionFilterProp: "label" }}
            loading={!data}
            value={key}
            onChange={(next: string | null) => {
              const found = starts.find((each) => each.key === next);
              setKey(next);
              if (found) setNames({ name_en: found.name_en, name_zh: found.name_zh });
            }}
            options={[
              { label: t("prints.design.starts"), options: starts.filter((each) => !each.key.startsWith("blank-")).map(option) },
              { label: t("prints.design.blank"), options: starts.filter((each) => each.key.startsWith("blank-")).map(option) },
            ]}
          />
        </Form.Item>
        <Form.Item label={t("prints.design.nameZh")} htmlFor="print-name-zh">
          <Input id="print-name-zh" maxLength={200} value={names.name_zh} onChange={(event) => setNames({ ...names, name_zh: event.target.value })} />
        </Form.Item>
        <Form.Item label={t("prints.design.nameEn")} htmlFor="print-name-en" required>
          <Input id="print-name-en" maxLength={200} value={names.name_en} onChange={(event) => setNames({ ...names, name_en: event.target.value })} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
