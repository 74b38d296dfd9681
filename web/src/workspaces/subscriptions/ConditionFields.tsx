/** Only if what: always, if something has changed, if there are rows, or if a figure passes a value. */
import { Form, InputNumber, Select } from "antd";
import { useTranslation } from "react-i18next";
import type { Made } from "./calls";

interface Props {
  value: Record<string, unknown>;
  figures: Made["figures"];
  onChange: (value: Record<string, unknown>) => void;
}

const WHEN = ["always", "changed", "rows", "figure"] as const;
const COMPARE = ["above", "below", "changed_by", "changed_by_percent"] as const;

export function ConditionFields({ value, figures, onChange }: Props) {
  const { t } = useTranslation();
  const when = String(value["when"] ?? "always");
  const figure = String(value["figure"] ?? "") || figures[0]?.name || "";
  const known = figures.some((each) => each.name === figure) || !figure ? figures : [...figures, { name: figure, label: figure, text: "", headline: false }];
  const set = (part: Record<string, unknown>) => onChange({ when: "figure", figure, compare: "above", value: "0", ...value, ...part });
  const choose = (next: string) => (next === "always" ? onChange({}) : next === "figure" ? onChange({ when: "figure", figure, compare: "above", value: "0" }) : onChange({ when: next }));
  return (
    <Form.Item label={t("subscriptions.condition")}>
      <Select aria-label={t("subscriptions.condition")} value={when} onChange={choose} options={WHEN.map((each) => ({ value: each, label: t(`subscriptions.only.${each}`) }))} />
      {when === "figure" && (
        <div className="subscription-condition">
          <Select aria-label={t("subscriptions.figure")} value={figure} onChange={(next) => set({ figure: next })} options={known.map((each) => ({ value: each.name, label: each.text ? `${each.label} (${each.text})` : each.label }))} />
          <Select aria-label={t("subscriptions.compare")} value={String(value["compare"] ?? "above")} onChange={(next) => set({ compare: next })} options={COMPARE.map((each) => ({ value: each, label: t(`subscriptions.compares.${each}`) }))} />
          <InputNumber<string> aria-label={t("subscriptions.value")} stringMode value={String(value["value"] ?? "0")} onChange={(next) => set({ value: next ?? "0" })} suffix={value["compare"] === "changed_by_percent" ? "%" : undefined} />
        </div>
      )}
    </Form.Item>
  );
}
