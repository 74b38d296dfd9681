/** The line of a group across the table: its name, how many records, and what they add up to. */
import { CaretDownOutlined, CaretRightOutlined } from "@ant-design/icons";
import { Button, Spin } from "antd";
import { useTranslation } from "react-i18next";
import type { FieldMeta } from "../../api/types";
import { showMoney } from "../../lib/numbers";
import { ChoiceTag } from "../../ui/ChoiceTag";
import type { GroupLine } from "./useGroups";

interface Props {
  line: GroupLine;
  by: FieldMeta | undefined;
  /** The fields that are added up. */
  summed: readonly FieldMeta[];
}

export function GroupCell({ line: { group, kind, open, press }, by, summed }: Props) {
  const { t, i18n } = useTranslation();
  const label = group.label || t("list.groupNone");
  if (kind === "waiting") return <Spin size="small" />;
  if (kind === "more") {
    return (
      <Button size="small" type="link" onClick={press}>
        {t("list.groupLoad", { group: label })}
      </Button>
    );
  }
  const choice = by?.choices?.find((each) => each.value === String(group.value));
  return (
    <button type="button" className="group-head" aria-expanded={open} onClick={press}>
      {open ? <CaretDownOutlined /> : <CaretRightOutlined />}
      {choice ? <ChoiceTag color={choice.color}>{choice.label}</ChoiceTag> : <b className={group.label ? "" : "muted"}>{label}</b>}
      <span className="muted">{group.count === null ? t("list.many") : group.count.toLocaleString(i18n.language)}</span>
      {summed.map((field) => {
        const amounts = Object.entries(group.sums[field.name] ?? {});
        if (amounts.length === 0) return null;
        return (
          <span key={field.name}>
            <span className="muted">{field.label}</span> <span className="number">{amounts.map(([currency, amount]) => showMoney(amount, currency, i18n.language)).join(" + ")}</span>
          </span>
        );
      })}
    </button>
  );
}
