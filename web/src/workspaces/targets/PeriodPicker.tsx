/** Which month, quarter or year a page shows. */
import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { Button, Segmented } from "antd";
import { useTranslation } from "react-i18next";
import { PERIODS, periodName, shiftPeriod, type Period } from "./calls";

interface Props {
  period: Period;
  start: string;
  onChange: (period: Period, on: string | null) => void;
}

export function PeriodPicker({ period, start, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <Segmented<Period> value={period} onChange={(next) => onChange(next, null)} options={PERIODS.map((value) => ({ value, label: t(`targets.${value}`) }))} />
      <span className="one-line">
        <Button type="text" icon={<LeftOutlined />} aria-label={t("targets.earlier")} onClick={() => onChange(period, shiftPeriod(start, period, -1))} /> <b>{periodName(start, period)}</b>{" "}
        <Button type="text" icon={<RightOutlined />} aria-label={t("targets.later")} onClick={() => onChange(period, shiftPeriod(start, period, 1))} />
      </span>
    </>
  );
}
