/** What a translator's table would change, before it does. */
import { Alert, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { PlainTable, type PlainColumn } from "../../ui/PlainTable";
import { sentenceOf } from "../../ui/Problems";
import { changeNames, type NamesComparison } from "./calls";
import { nameOf } from "./rows";

const SHOWN = 200;

interface Props {
  found: NamesComparison;
  onClose: () => void;
  onDone: () => void;
}

type Difference = NamesComparison["differences"][number];

export function FileDialog({ found, onClose, onDone }: Props) {
  const { t, i18n } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const count = found.differences.length;
  const take = async () => {
    setBusy(true);
    setWrong("");
    try {
      await changeNames(found.differences.map(({ item, en, zh }) => ({ id: item.id, ...(en === item.en ? {} : { en }), ...(zh === item.zh ? {} : { zh }) })), t("names.file.done", { count }));
      onDone();
    } catch (error) {
      setWrong(sentenceOf(error));
      setBusy(false);
    }
  };
  const column = (tongue: "zh" | "en"): PlainColumn<Difference> => ({
    key: tongue,
    title: t(`names.${tongue}`),
    render: (row) => {
      const before = row.item[tongue] || (tongue === "zh" ? row.item.delivered_zh : row.item.delivered_en);
      return row[tongue] === row.item[tongue] ? <span className="muted">{before}</span> : <span><del className="muted">{before}</del> {row[tongue]}</span>;
    },
  });
  const columns: PlainColumn<Difference>[] = [
    { key: "what", title: t("names.what"), heading: true, render: ({ item }) => [item.kind_label, item.context, nameOf(item, i18n.language.startsWith("zh"))].filter(Boolean).join(" · ") },
    column("zh"),
    column("en"),
  ];
  return (
    <Modal open width={860} title={t("names.file.title")} okText={t("names.file.take", { count })} okButtonProps={{ disabled: count === 0, loading: busy }} onOk={() => void take()} onCancel={onClose}>
      {wrong && <Alert type="error" showIcon className="gap-below" title={wrong} />}
      <p>{count ? t("names.file.about", { count, same: found.same }) : t("names.file.nothing")}</p>
      {found.problems.length > 0 && (
        <Alert
          type="warning"
          className="gap-below"
          title={t("names.file.problems", { count: found.problems.length })}
          description={
            <ul className="names-problems">
              {found.problems.slice(0, SHOWN).map((problem) => (
                <li key={problem.row}>
                  {t("names.file.row", { row: problem.row })} {problem.id}: {problem.reason}
                </li>
              ))}
            </ul>
          }
        />
      )}
      {count > 0 && (
        <div className="names-preview">
          <PlainTable rows={found.differences.slice(0, SHOWN)} columns={columns} rowKey={(row) => row.item.id} />
        </div>
      )}
    </Modal>
  );
}
