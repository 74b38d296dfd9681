/** Records that may be the same, one line each: a link where the person may see it, else whose it is. */
import { LockOutlined } from "@ant-design/icons";
import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useObjects } from "../../api/objects";
import { recordPath } from "../../api/objects";
import type { Duplicate } from "./calls";
import { Score } from "./Score";

export function DuplicateList({ items, most = 5, newTab = false }: { items: readonly Duplicate[]; most?: number; newTab?: boolean }) {
  const { t } = useTranslation();
  const objects = useObjects();
  return (
    <ul className="duplicate-list">
      {items.slice(0, most).map((item, at) => {
        const meta = objects.find((each) => each.name === item.object);
        return (
          <li key={`${item.object} ${item.id ?? at}`}>
            <Tag>{item.object_label}</Tag>
            {item.id !== null && meta ? (
              <Link to={recordPath(meta, item.id)} {...(newTab ? { target: "_blank" } : {})} className="ellipsis">
                {item.title}
              </Link>
            ) : (
              <span className="muted">
                <LockOutlined /> {item.object_label}
              </span>
            )}
            <span className="muted">{t("duplicates.owner", { owner: item.owner?.title ?? t("duplicates.nobody") })}</span>
            <Score score={item.score} />
            <span className="muted ellipsis">{item.fields.join(", ")}</span>
          </li>
        );
      })}
      {items.length > most && <li className="muted">{t("duplicates.more", { count: items.length - most })}</li>}
    </ul>
  );
}
