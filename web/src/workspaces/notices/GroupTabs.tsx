/** The groups of notices, each with how many in it are unread. */
import { Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { GROUPS, type NoticeGroup, type NoticePage } from "./calls";

export type Shown = "all" | "snoozed" | NoticeGroup;

interface Props {
  value: Shown;
  counts: NoticePage | undefined;
  /** Also those put off until later. */
  withSnoozed?: boolean;
  small?: boolean;
  onChange: (next: Shown) => void;
}

export function GroupTabs({ value, counts, withSnoozed = false, small = false, onChange }: Props) {
  const { t } = useTranslation();
  const count = (number: number | undefined, isCalm = false) => !!number && <span className={`group-count${isCalm ? " is-calm" : ""}`}>{number > 99 ? "99+" : number}</span>;
  const option = (name: Shown, label: string, number: number | undefined) => ({ value: name, label: <span>{label}{count(number, name === "snoozed")}</span> });
  return (
    <div className="notice-groups">
      <Segmented<Shown>
        aria-label={t("notices.groups")}
        size={small ? "small" : "middle"}
        value={value}
        onChange={onChange}
        options={[
          option("all", t("notices.all"), counts?.unread),
          ...GROUPS.map((name) => option(name, t(`notices.group.${name}`), counts?.groups[name])),
          ...(withSnoozed ? [option("snoozed", t("notices.group.snoozed"), counts?.snoozed)] : []),
        ]}
      />
    </div>
  );
}
