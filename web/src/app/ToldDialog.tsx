/** Whom an operation told, and how far each notice came on each channel. */
import { useQuery } from "@tanstack/react-query";
import { Modal, Tag } from "antd";
import { useTranslation } from "react-i18next";
import { showDateTime } from "../lib/time";
import { Loading } from "../ui/Loading";
import { PlainTable } from "../ui/PlainTable";
import { toldQuery } from "./told";

const COLORS: Record<string, string> = { sent: "success", delivered: "success", failed: "error" };

export function ToldDialog({ operation, onClose }: { operation: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { data } = useQuery({ ...toldQuery(operation), refetchInterval: 3_000 });
  return (
    <Modal open width={640} footer={null} title={t("told.people", { count: data?.people ?? 0 })} onCancel={onClose}>
      {!data ? (
        <Loading />
      ) : (
        <PlainTable
          rows={data.items}
          rowKey={(item) => `${item.name} ${item.title}`}
          columns={[
            { key: "name", title: t("told.who"), heading: true, width: 130, render: (item) => item.name },
            { key: "title", title: t("told.what"), render: (item) => item.title },
            {
              key: "channels",
              title: t("told.got"),
              width: 220,
              render: (item) => (
                <div>
                  {item.channels.map((each) => (
                    <div key={each.channel} title={each.error || (each.at ? showDateTime(each.at) : "")}>
                      {each.label} <Tag color={COLORS[each.status] ?? "default"}>{each.status_label}</Tag>
                    </div>
                  ))}
                </div>
              ),
            },
          ]}
        />
      )}
    </Modal>
  );
}
