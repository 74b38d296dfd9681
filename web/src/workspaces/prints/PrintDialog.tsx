/** Asks what is printed of a list and on which paper, then opens the PDF in a new tab. The choices are kept for the next time. */
import { Form, Input, InputNumber, Modal, Segmented, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { address } from "../../api/client";
import type { Filter, ObjectMeta } from "../../api/types";
import "./prints.css";

interface Props {
  meta: ObjectMeta;
  filter: Filter | null;
  search: string | null;
  onClose: () => void;
}

type Kind = "labels" | "envelopes" | "addresses" | "phones";
type Order = "auto" | "chinese" | "western";

const KINDS: Kind[] = ["labels", "envelopes", "addresses", "phones"];
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

export function PrintDialog({ meta, filter, search, onClose }: Props) {
  const { t } = useTranslation();
  const [choices, setChoices] = useState(kept);
  const [skip, setSkip] = useState(0);
  const set = (part: Partial<Choices>) => setChoices((now) => ({ ...now, ...part }));
  const { kind } = choices;

  const open = () => {
    try {
      localStorage.setItem(KEPT, JSON.stringify(choices));
    } catch {
      // a private window keeps nothing
    }
    const paper = kind === "labels" ? { paper: choices.sheet, skip, ...(choices.sheet === "custom" ? choices.measures : {}) } : kind === "envelopes" ? { paper: choices.envelope, sender: choices.sender } : {};
    window.open(address(`/api/${meta.plural}/print`, { kind, order: choices.order, filter, search, ...paper }), "_blank", "noopener");
    onClose();
  };

  return (
    <Modal open title={t("prints.title", { objects: meta.label_plural })} okText={t("prints.open")} onOk={open} onCancel={onClose}>
      <Form layout="vertical" component="div">
        <Form.Item label={t("prints.what")}>
          <Segmented<Kind> value={kind} onChange={(next) => set({ kind: next })} options={KINDS.map((value) => ({ value, label: t(`prints.${value}`) }))} />
        </Form.Item>
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
        {kind !== "phones" && (
          <Form.Item label={t("prints.order")}>
            <Segmented<Order> value={choices.order} onChange={(order) => set({ order })} options={ORDERS.map((value) => ({ value, label: t(`prints.${value}`) }))} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
