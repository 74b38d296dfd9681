/** Prints this record by a template: at once as a PDF, as one of its files, or with a mail. */
import { DownOutlined, PrinterOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Dropdown, Space, type MenuProps } from "antd";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { post } from "../../api/client";
import { useObject } from "../../api/objects";
import { lazily } from "../../api/parts";
import { Cancelled } from "../../api/problem";
import type { RecordSlotProps } from "../../objects/slots";
import { sentenceOf } from "../../ui/Problems";
import { useNarrow } from "../../ui/useNarrow";
import { beginMail, type Outgoing } from "../mail/calls";
import { keepPrint, lastOf, pdfAddress, rememberLast, templatesQuery } from "./calls";

const Compose = lazily(() => import("../mail/Compose").then((module) => ({ default: module.Compose })));

export function PrintMenu({ meta, record }: RecordSlotProps) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const designed = useObject("print_template");
  const { data } = useQuery({ ...templatesQuery(meta.name), enabled: !meta.is_setup });
  const [draft, setDraft] = useState<Outgoing | null>(null);
  const [busy, setBusy] = useState(false);
  const [, remembered] = useState(0);
  const templates = data?.items ?? [];
  const last = lastOf(meta.name, templates);
  if (!last) return null;
  const email = record["email"];
  const about = { object: meta.name, id: record.id };

  const open = (template: number) => {
    window.open(pdfAddress(template, record.id), "_blank", "noopener");
    rememberLast(meta.name, template);
    remembered((now) => now + 1);
  };
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    }
    setBusy(false);
  };
  const keep = (template: number) =>
    attempt(async () => {
      const file = await keepPrint(template, record.id);
      await client.invalidateQueries({ queryKey: ["records", "file"] });
      void message.success(t("prints.kept", { name: file.name }));
    });
  const send = (template: number) =>
    attempt(async () => {
      const begun = await beginMail({ to: typeof email === "string" && email ? [[String(record["name"] ?? record.title), email]] : [], about: [about] });
      const file = await keepPrint(template, record.id);
      await client.invalidateQueries({ queryKey: ["records", "file"] });
      setDraft(await post<Outgoing>(`/api/mail/outgoing/${begun.id}/stored-files`, { file: file.id }));
    });
  const named = (prefix: string) => templates.map((each) => ({ key: `${prefix}:${each.id}`, label: each.name }));
  const items: NonNullable<MenuProps["items"]> = [
    ...named("open").map((item) => ({ ...item, icon: <PrinterOutlined /> })),
    { type: "divider" },
    { key: "keep", label: t("prints.keep"), children: named("keep") },
    { key: "send", label: t("prints.mail"), children: named("send") },
    ...(designed?.rights.update ? [{ type: "divider" as const }, { key: "edit", label: t("prints.edit") }] : []),
  ];
  const onClick: MenuProps["onClick"] = ({ key }) => {
    const [what, number] = key.split(":");
    if (what === "edit") void navigate("/print-templates");
    else if (what === "open") open(Number(number));
    else if (what === "keep") void keep(Number(number));
    else if (what === "send") void send(Number(number));
  };
  const title = t("prints.withPrint", { name: last.name });
  return (
    <>
      <Space.Compact>
        <Button icon={<PrinterOutlined />} loading={busy} title={title} aria-label={t("prints.button")} onClick={() => open(last.id)}>
          {narrow ? null : t("prints.button")}
        </Button>
        <Dropdown trigger={["click"]} placement="bottomRight" menu={{ items, onClick }}>
          <Button icon={<DownOutlined />} aria-label={t("prints.template")} />
        </Dropdown>
      </Space.Compact>
      {draft && (
        <Suspense fallback={null}>
          <Compose key={draft.id} draft={draft} about={about} onClose={() => setDraft(null)} />
        </Suspense>
      )}
    </>
  );
}
