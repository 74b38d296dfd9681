/** The objects that administrators made. */
import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Card } from "antd";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { useLive } from "../../../api/live";
import { useObject } from "../../../api/objects";
import { someRecords } from "../../../api/records";
import type { ObjectMeta } from "../../../api/types";
import { ObjectIcon } from "../../../objects/ObjectIcon";
import { EmptyState } from "../../../ui/EmptyState";
import { ErrorState } from "../../../ui/ErrorState";
import { Loading } from "../../../ui/Loading";
import { PageHead } from "../../../ui/PageHead";
import "../settings.css";

export function OwnObjectsPage() {
  const { t } = useTranslation();
  const meta = useObject("own_object");
  if (!meta) return <EmptyState text={t("error.notFoundHint")} />;
  return <Shown meta={meta} />;
}

function Shown({ meta }: { meta: ObjectMeta }) {
  const { t, i18n } = useTranslation();
  const go = useNavigate();
  const { data, error, refetch } = useQuery(someRecords(meta, { limit: 200, sort: "id" }));
  useLive(["own_object"]);
  const rows = data?.items ?? [];
  const add = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => void go("/own-objects/new")}>
      {t("settings.objects.add")}
    </Button>
  );
  return (
    <div className="page">
      <PageHead title={t("settings.objects.title")} about={t("settings.objects.about")} back="/setup">
        {rows.length > 0 && meta.rights.create && add}
      </PageHead>
      {!data ? (
        error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />
      ) : rows.length === 0 ? (
        <EmptyState text={t("settings.objects.none")} action={meta.rights.create && add} />
      ) : (
        <div className="own-objects">
          {rows.map((row) => (
            <Link key={row.id} to={`/own-objects/${row.id}`}>
              <Card size="small" hoverable>
                <div className="own-object-card">
                  <ObjectIcon meta={{ name: String(row["name"]), icon: String(row["icon"]) }} />
                  <div>
                    <b>{String((i18n.language.startsWith("zh") && row["label_zh"]) || row["label_en"])}</b>
                    <span className="muted">{String(row["description"]) || String(row["name"])}</span>
                  </div>
                </div>
              </Card>
            </Link>
          ))}
        </div>
      )}
    </div>
  );
}
