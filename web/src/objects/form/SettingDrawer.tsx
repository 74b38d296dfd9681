/** The drawer of a setting whose form is made by hand: saves, deletes, shows what is wrong, and asks before changes are lost. */
import { DeleteOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Drawer, Flex, Form } from "antd";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Cancelled, SentForApproval } from "../../api/problem";
import { deleteRecord } from "../../api/records";
import type { ObjectMeta, Row } from "../../api/types";
import { useLeave } from "./useLeave";
import { useSave } from "./useSave";
import { wordsOf } from "./wordsOf";

interface Props {
  meta: ObjectMeta;
  /** The setting that is changed; null makes a new one. */
  row: Row | null;
  title: string;
  /** What is saved. It counts as changed once it differs from what it was when the drawer opened. */
  values: Record<string, unknown>;
  /** Asked before it is deleted. */
  deleteSure: string;
  width?: number;
  /** By default, what the person may do with such settings. */
  mayChange?: boolean;
  /** Stands beside the buttons. */
  status?: ReactNode;
  className?: string;
  onClose: () => void;
  children: ReactNode;
}

export function SettingDrawer({ meta, row, title, values, deleteSure, width = 760, mayChange = row ? meta.rights.update : meta.rights.create, status, className, onClose, children }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { modal } = App.useApp();
  const { update, create } = useSave(meta);
  const [start] = useState(() => JSON.stringify(values));
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const problem = useRef<HTMLDivElement>(null);
  const changed = mayChange && JSON.stringify(values) !== start;

  useEffect(() => {
    if (wrong) problem.current?.scrollIntoView({ block: "nearest" });
  }, [wrong]);

  const attempt = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setWrong("");
    try {
      await work();
      onClose();
    } catch (error) {
      setBusy(false);
      if (error instanceof SentForApproval) onClose();
      else if (!(error instanceof Cancelled)) setWrong(wordsOf(error, meta));
    }
  };
  const save = () => {
    if (busy || !mayChange) return;
    if (row && !changed) onClose();
    else void attempt(() => (row ? update(row, values, t("form.saved", { title: row.title })) : create(values)));
  };
  const drop = (gone: Row) =>
    modal.confirm({
      title: deleteSure,
      okText: t("record.delete"),
      okButtonProps: { danger: true },
      onOk: () =>
        attempt(async () => {
          await deleteRecord(meta, gone.id, { undo: t("record.deleted", { title: gone.title }) });
          await client.invalidateQueries({ queryKey: ["records"] });
        }),
    });
  const leave = useLeave(changed, onClose);

  return (
    <Drawer
      open
      onClose={leave}
      mask={{ closable: !changed }}
      size={`min(${width}px, 100vw)`}
      title={title}
      footer={
        mayChange && (
          <Flex gap={8} align="center" wrap>
            <Button type="primary" loading={busy} onClick={save}>
              {t("form.save")}
            </Button>
            <Button onClick={leave}>{t("form.cancel")}</Button>
            {status}
            <span className="grow" />
            {row && meta.rights.delete && (
              <Button danger icon={<DeleteOutlined />} disabled={busy} onClick={() => drop(row)}>
                {t("record.delete")}
              </Button>
            )}
          </Flex>
        )
      }
    >
      <div
        onKeyDown={(event) => {
          if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
            event.preventDefault();
            save();
          }
        }}
      >
        <Form layout="vertical" component="div" className={className ?? ""} disabled={!mayChange}>
          {wrong && (
            <div ref={problem}>
              <Alert type="error" showIcon className="gap-below" title={<span className="pre-line">{wrong}</span>} />
            </div>
          )}
          {children}
        </Form>
      </div>
    </Drawer>
  );
}
