/** Asks what is printed of a list and on which paper, then opens the PDF in a new tab. The choices are kept for the next time. */
import { useQuery } from "@tanstack/react-query";
import { App, Form, Input, InputNumber, Modal, Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { address } from "../../api/client";
import { Cancelled } from "../../api/problem";
import { recordSummary } from "../../api/records";
import type { Filter, ObjectMeta } from "../../api/types";
import { sentenceOf } from "../../ui/Problems";
import { AT_ONCE, lastOf, pdfOfMany, rememberLast, startJob, type Job, type Template } from "./calls";
import { JobProgress } from "./JobProgress";
import { PEOPLE } from "./people";
import "./prints.css";

interface Props {
  meta: ObjectMeta;
  templates: readonly Template[];
  /** The ticked records, where they are ticked one by one. */
  ids?: number[] | undefined;
  count?: number | undefined;
  filter: Filter | null;
  search: string | null;
  onClose: () => void;
}

type Kind = "template" | "labels" | "envelopes" | "addresses" | "phones";
type Order = "auto" | "chinese" | "western";

const LISTS: Kind[] = ["labels", "envelopes", "addresses", "phones"];
const ORDERS: Order[] = ["auto", "chinese", "western"];
const SHEETS = ["l7160", "l7163", "5160", "a4_3x8"] as const;
const ENVELOPES = ["dl", "zl", "c5", "c4", "b6"] as const;
const MEASURES = { columns: 3, rows: 8, width: 70, height: 36, left: 0, top: 4.5, gap_x: 0, gap_y: 0 };
const KEPT = "magpie.print";

interface Choices {
  kind: Kind;
  sheet: string;
  envelope: string;
  order: Order;
  sender: string;
  measures: typeof MEASURES;
}

const first: Choices = { kind: "labels", sheet: "l7160", envelope: "dl", order: "auto", sender: "", measures: MEASURES };

function kept(): Choices {
  try {
    return { ...first, ...(JSON.parse(localStorage.getItem(KEPT) ?? "{}") as Partial<Choices>) };
  } catch {
    return first;
  }
}

export function PrintDialog({ meta, templates, ids, count, filter, search, onClose }: Props) {
  const { t, i18n } = useTranslation();
  const { message } = App.useApp();
  const kinds: Kind[] = [...(templates.length > 0 ? ["template" as const] : []), ...(PEOPLE.has(meta.name) ? LISTS : [])];
  const [choices, setChoices] = useState(kept);
  const [template, setTemplate] = useState(() => lastOf(meta.name, templates)?.id ?? 0);
  const [job, setJob] = useState<Job | null>(null);
  const [busy, setBusy] = useState(false);
  const [skip, setSkip] = useState(0);
  const set = (part: Partial<Choices>) => setChoices((now) => ({ ...now, ...part }));
  const kind = kinds.includes(choices.kind) ? choices.kind : (kinds[0] ?? "labels");
  const { data: summary } = useQuery({ ...recordSummary(meta, { filter, search }), enabled: kind === "template" && count === undefined });
  const meant = count ?? summary?.count ?? null;

  const printRecords = async () => {
    const what = ids ? { ids } : { filter, search };
    rememberLast(meta.name, template);
    if (meant !== null && meant <= AT_ONCE) {
      window.open(pdfOfMany(template, what), "_blank", "noopener");
      onClose();
      return;
    }
    setBusy(true);
    try {
      setJob(await startJob(template, what));
    } catch (error) {
      if (!(error instanceof Cancelled)) void message.error(sentenceOf(error));
    }
    setBusy(false);
  };

  const open = () => {
    try {
      localStorage.setItem(KEPT, JSON.stringify(choices));
    } catch {
      // a private window keeps nothing
    }
    if (kind === "template") {
      void printRecords();
      return;
    }
    const paper = kind === "labels" ? { paper: choices.sheet, skip, ...(choices.sheet === "custom" ? choices.measures : {}) } : kind === "envelopes" ? { paper: choices.envelope, sender: choices.sender } : {};
    window.open(address(`/api/${meta.plural}/print`, { kind, order: choices.order, filter, search, ...paper }), "_blank", "noopener");
    onClose();
  };

  if (job) return <JobProgress begun={job} title={t("prints.title", { objects: meta.label_plural })} onClose={onClose} />;
  return (
    <Modal open title={t("prints.title", { objects: meta.label_plural })} okText={t("prints.open")} confirmLoading={busy} onOk={open} onCancel={onClose}>
      <Form layout="vertical" component="div">
        {kinds.length > 1 && (
          <Form.Item label={t("prints.what")}>
            <Segmented<Kind> value={kind} onChange={(next) => set({ kind: next })} options={kinds.map((value) => ({ value, label: t(value === "template" ? "prints.templates" : `prints.${value}`) }))} />
          </Form.Item>
        )}
        {kind === "template" && (
          <Form.Item label={t("prints.template")} htmlFor="print-template" extra={meant === null ? null : t("prints.count", { count: meant, shown: meant.toLocaleString(i18n.language) })}>
            <Select id="print-template" value={template} onChange={setTemplate} options={templates.map((each) => ({ value: each.id, label: each.name }))} />
          </Form.Item>
        )}
        {kind === "labels" && (
          <>
            <Form.Item label={t("prints.sheet")} htmlFor="print-sheet">
              <Select id="print-sheet" value={choices.sheet} onChange={(sheet: string) => set({ sheet })} options={[...SHEETS.map((value) => ({ value: value as string, label: t(`prints.papers.${value}`) })), { value: "custom", label: t("prints.custom") }]} />
            </Form.Item>
            {choices.sheet === "custom" && (
              <div className="print-measures">
                {(Object.keys(MEASURES) as (keyof typeof MEASURES)[]).map((name) => (
                  <Form.Item key={name} label={t(`prints.${name}`)} htmlFor={`print-${name}`}>
                    <InputNumber id={`print-${name}`} min={0} max={400} value={choices.measures[name]} onChange={(value) => set({ measures: { ...choices.measures, [name]: value ?? MEASURES[name] } })} />
                  </Form.Item>
                ))}
              </div>
            )}
            <Form.Item label={t("prints.skip")} htmlFor="print-skip">
              <InputNumber id="print-skip" min={0} max={200} precision={0} value={skip} onChange={(value) => setSkip(value ?? 0)} />
            </Form.Item>
          </>
        )}
        {kind === "envelopes" && (
          <>
            <Form.Item label={t("prints.envelope")} htmlFor="print-envelope">
              <Select id="print-envelope" value={choices.envelope} onChange={(envelope: string) => set({ envelope })} options={ENVELOPES.map((value) => ({ value: value as string, label: t(`prints.sizes.${value}`) }))} />
            </Form.Item>
            <Form.Item label={t("prints.sender")} htmlFor="print-sender">
              <Input.TextArea id="print-sender" rows={3} maxLength={500} placeholder={t("prints.senderHint")} value={choices.sender} onChange={(event) => set({ sender: event.target.value })} />
            </Form.Item>
          </>
        )}
        {kind !== "phones" && kind !== "template" && (
          <Form.Item label={t("prints.order")}>
            <Segmented<Order> value={choices.order} onChange={(order) => set({ order })} options={ORDERS.map((value) => ({ value, label: t(`prints.${value}`) }))} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
