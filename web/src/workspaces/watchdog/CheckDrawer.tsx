/** Edits one of the company's own data checks, and shows while it is written which records it finds. */
import { Checkbox, Form, Input, Select, Switch } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useObjects } from "../../api/objects";
import type { Filter, ObjectMeta, Row } from "../../api/types";
import { toFilter, toTree } from "../../lib/filters";
import { FilterBuilder } from "../../objects/filter/FilterBuilder";
import { SettingDrawer } from "../../objects/form/SettingDrawer";
import { checkOf, type DataCheck } from "./calls";
import { CheckTrial } from "./CheckTrial";
import { ReceiversInput } from "./ReceiversInput";

interface Props {
  meta: ObjectMeta;
  row: Row | null;
  onClose: () => void;
}

export function CheckDrawer({ meta, row, onClose }: Props) {
  const { t } = useTranslation();
  const objects = useObjects();
  const [check, setCheck] = useState<DataCheck>(() => checkOf(row));
  const [tree, setTree] = useState(() => toTree(check.filter));
  const own = objects.find((each) => each.name === check.object);
  const offered = meta.fields.find((field) => field.name === "object")?.choices ?? [];
  const fields = (own?.fields ?? []).filter((field) => !field.read_only).map((field) => ({ value: field.name, label: field.label }));
  const set = (values: Partial<DataCheck>) => setCheck((now) => ({ ...now, ...values }));
  const choose = (object: string) => {
    const owned = objects.find((each) => each.name === object)?.fields.some((field) => field.name === "owner");
    set({ object, filter: {} as Filter, mend: [], receivers: owned ? [{ kind: "owner" }] : [] });
    setTree(toTree(null));
  };

  return (
    <SettingDrawer
      meta={meta}
      row={row}
      title={row ? t("watchdog.checkEdit") : t("watchdog.checkNew")}
      values={{ ...check }}
      deleteSure={t("watchdog.checkDeleteSure")}
      width={800}
      className="watch-form"
      status={
        <>
          <Switch checked={check.is_active} aria-label={t("watchdog.active")} onChange={(is_active) => set({ is_active })} /> {t("watchdog.active")}
        </>
      }
      onClose={onClose}
    >
      <Form.Item label={t("watchdog.checkName")} htmlFor="check-name" required>
        <Input id="check-name" value={check.name} maxLength={200} onChange={(event) => set({ name: event.target.value })} />
      </Form.Item>
      <Form.Item label={t("watchdog.checkObject")} htmlFor="check-object">
        <Select id="check-object" showSearch={{ optionFilterProp: "label" }} value={check.object} options={offered.filter((each) => objects.some((one) => one.name === each.value)).map(({ value, label }) => ({ value, label }))} onChange={choose} />
      </Form.Item>
      {own && (
        <Form.Item label={t("watchdog.checkWrong")} required>
          <FilterBuilder
            key={own.name}
            meta={own}
            tree={tree}
            onChange={(next) => {
              setTree(next);
              set({ filter: (toFilter(next, true) ?? {}) as Filter });
            }}
          />
        </Form.Item>
      )}
      <Form.Item label={t("watchdog.checkMend")} htmlFor="check-mend" extra={t("watchdog.checkMendHint")} required>
        <Select id="check-mend" mode="multiple" maxCount={5} showSearch={{ optionFilterProp: "label" }} value={check.mend} options={fields} onChange={(mend: string[]) => set({ mend })} />
      </Form.Item>
      <Form.Item label={t("watchdog.checkRepairs")} required>
        <ReceiversInput value={check.receivers} own={own} people={false} onChange={(receivers) => set({ receivers })} />
      </Form.Item>
      <Form.Item>
        <Checkbox checked={check.tells} onChange={(event) => set({ tells: event.target.checked })}>
          {t("watchdog.checkTells")}
        </Checkbox>
      </Form.Item>
      <div className="form-grid">
        <Form.Item label={t("watchdog.adviceZh")} htmlFor="check-zh">
          <Input id="check-zh" value={check.advice_zh} maxLength={300} onChange={(event) => set({ advice_zh: event.target.value })} />
        </Form.Item>
        <Form.Item label={t("watchdog.adviceEn")} htmlFor="check-en">
          <Input id="check-en" value={check.advice_en} maxLength={300} onChange={(event) => set({ advice_en: event.target.value })} />
        </Form.Item>
      </div>
      {own && <CheckTrial check={check} />}
    </SettingDrawer>
  );
}
