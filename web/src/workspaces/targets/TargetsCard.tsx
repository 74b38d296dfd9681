/** The person's own targets of this month, on the page that opens in the morning; nothing where there are none. */
import { AimOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useLive } from "../../api/live";
import { progressQuery } from "./calls";
import { showOf } from "./showOf";
import { TargetBar } from "./TargetBar";

export function TargetsCard() {
  const { t, i18n } = useTranslation();
  const { data } = useQuery(progressQuery("month", null, true));
  useLive(["target", "opportunity"]);
  if (!data || data.items.length === 0) return null;
  return (
    <section className="today-card is-targets" id="today-targets" aria-label={t("targets.myMonth")}>
      <header>
        <h2>
          <Link to="/achievement?show=mine">
            <span className="today-icon"><AimOutlined /></span>
            {t("targets.myMonth")}
          </Link>
        </h2>
      </header>
      <ul className="target-list">
        {data.items.map((target) => (
          <li key={target.id}>
            <Link to={`/targets/${target.id}`}>{target.measure_label}</Link>
            <span className="muted">{t("targets.ofTarget", { achieved: showOf(target, target.achieved, i18n.language), value: showOf(target, target.value, i18n.language) })}</span>
            <TargetBar target={target} due={t("targets.due", { value: showOf(target, target.expected, i18n.language) })} />
          </li>
        ))}
      </ul>
    </section>
  );
}
