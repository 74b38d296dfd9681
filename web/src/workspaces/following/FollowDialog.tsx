/** Follow a list or a record: of which events to be told, and when. */
import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Form, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useObject } from "../../api/objects";
import { Cancelled } from "../../api/problem";
import type { Filter, ObjectMeta, Row } from "../../api/types";
import { FilterText } from "../../objects/filter/FilterText";
import { useSave } from "../../objects/form/useSave";
import { wordsOf } from "../../objects/form/wordsOf";
import { ruleOf, type Happening, type Rule } from "./calls";
import { HappeningsInput } from "./HappeningsInput";
import { WhenInput } from "./WhenInput";
import "./following.css";

interface Props {
  meta: ObjectMeta;
  name: string;
  filter?: Filter | null;
  record?: number;
  /** The saved list whose filter it is. */
  list?: number;
  /** A rule that is changed. */
  row?: Row;
  onClose: () => void;
}

export function FollowDialog(props: Props) {
  const rules = useObject("notice_rule");
  return rules ? <Shown {...props} rules={rules} /> : null;
}

function Shown({ meta, name, filter = null, record, list, row, rules, onClose }: Props & { rules: ObjectMeta }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const { create, update } = useSave(rules);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const filtered = !!filter && Object.keys(filter).length > 0;
  const [rule, setRule] = useState<Rule>(() => {
    if (row) return ruleOf(row);
    const events: Happening[] = record ? [{ on: "updated" }, { on: "note" }] : filtered ? [{ on: "entered" }, { on: "updated" }] : [{ on: "created" }, { on: "updated" }];
    return { ...ruleOf(null, "personal"), name, object: meta.name, record_id: record ?? null, filter: filter ?? ({} as Filter), list_id: list ?? null, events, receivers: [] };
  });
  const set = (values: Partial<Rule>) => setRule((now) => ({ ...now, ...values }));
  const shown = rule.filter && Object.keys(rule.filter).length > 0 ? rule.filter : null;
  const save = async () => {
    setBusy(true);
    setWrong("");
    try {
      if (row) await update(row, { ...rule }, rule.name);
      else {
        await create({ ...rule });
        void message.success(t("following.followed"));
      }
      await client.invalidateQueries({ queryKey: ["records", "notice_rule"] });
      onClose();
    } catch (error) {
      if (!(error instanceof Cancelled)) setWrong(wordsOf(error, rules));
      setBusy(false);
    }
  };
  return (
    <Modal open width={620} title={t(rule.record_id ? "following.followRecordTitle" : "following.followListTitle")} okText={t(row ? "form.save" : "following.follow")} cancelText={t("form.cancel")} confirmLoading={busy} onOk={() => void save()} onCancel={onClose}>
      <Form layout="vertical" component="div">
        {wrong && <Alert type="error" showIcon className="gap-below" title={<span className="pre-line">{wrong}</span>} />}
        <Form.Item label={t("following.name")} htmlFor="follow-name" required>
          <Input id="follow-name" value={rule.name} maxLength={200} onChange={(event) => set({ name: event.target.value })} />
        </Form.Item>
        {!rule.record_id && (
          <p className="muted">
            {meta.label_plural}
            {shown && (
              <>
                {": "}
                <FilterText meta={meta} filter={shown} />
              </>
            )}
          </p>
        )}
        {rule.list_id !== null && <p className="muted">{t("following.asTheList")}</p>}
        <Form.Item label={t("following.whatHappens")}>
          <HappeningsInput meta={meta} value={rule.events} filtered={!!shown} onChange={(events) => set({ events })} />
        </Form.Item>
        <Form.Item label={t("following.when")}>
          <WhenInput value={rule} onChange={set} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
