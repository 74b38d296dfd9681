/** A time: so long from when the step is done, or a value from elsewhere. */
import { Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Amount } from "../document/types";
import { fits, type ValueOption } from "../document/scope";
import { AmountInput } from "./AmountInput";
import { isFrom } from "./BoundInput";
import { ValueSelect } from "./ValueSelect";

export function MomentInput({ value, onChange, options, label }: { value: unknown; onChange: (value: unknown) => void; options: readonly ValueOption[]; label: string }) {
  const { t } = useTranslation();
  const [how, setHow] = useState<"amount" | "from">(isFrom(value) ? "from" : "amount");
  return (
    <div className="moment-input">
      <Segmented size="small" value={how} onChange={setHow} options={[{ value: "amount", label: t("automation.form.fromNow") }, { value: "from", label: t("automation.form.dateOf") }]} />
      {how === "amount" ? (
        <AmountInput label={label} value={typeof value === "object" && value !== null && !isFrom(value) ? (value as Amount) : undefined} onChange={(next) => onChange(Object.keys(next).length > 0 ? next : undefined)} />
      ) : (
        <ValueSelect options={options.filter((option) => fits(option, "datetime"))} value={isFrom(value) ? value.from : null} onPick={(path) => onChange(path ? { from: path } : undefined)} label={label} />
      )}
    </div>
  );
}
