/** On a lead: why it has its score. */
import { CheckOutlined, MinusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import type { RecordSlotProps } from "../../objects/slots";
import { scoreQuery } from "./calls";
import "./targets.css";

const COLORS: Record<string, string> = { a: "success", b: "processing", c: "warning" };

export function ScoreCard({ record }: RecordSlotProps) {
  const { t } = useTranslation();
  const { data } = useQuery(scoreQuery(record.id, record["version"]));
  if (!data || (data.parts.length === 0 && data.score === 0)) return null;
  return (
    <section className="panel related">
      <div className="panel-line">
        <span className="related-head">
          {t("targets.score")} <b>{data.score}</b> {data.grade && <Tag color={COLORS[data.grade] ?? "default"}>{data.grade.toUpperCase()}</Tag>}
        </span>
      </div>
      {data.parts.length === 0 ? (
        <p className="muted">{t("targets.noRules")}</p>
      ) : (
        <ul className="score-parts" aria-label={t("targets.why")}>
          {data.parts.map((part) => (
            <li key={part.name} className={part.holds ? "" : "is-off"}>
              {part.holds ? <CheckOutlined /> : <MinusOutlined />} <span className="grow">{part.name}</span> <b>{part.points > 0 ? `+${part.points}` : part.points}</b>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
