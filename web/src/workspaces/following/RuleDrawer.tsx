/** Edits one rule of the company, says it as a sentence, and tries it on what really happened. */
import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Checkbox, Collapse, Flex, Form, Input, Select, Switch, Tag } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useObjects } from "../../api/objects";
import type { Filter, ObjectMeta, Row } from "../../api/types";
import { toFilter, toTree } from "../../lib/filters";
import { FilterBuilder } from "../../objects/filter/FilterBuilder";
import { SettingDrawer } from "../../objects/form/SettingDrawer";
import { sentenceOf } from "../../ui/Problems";
import { ruleOf, tryRule, type Rule, type RuleTrial } from "./calls";
import { HappeningsInput } from "./HappeningsInput";
import { ReceiversInput } from "./ReceiversInput";
import { WhenInput } from "./WhenInput";

interface Props {
  meta: ObjectMeta;
  row: Row | null;
  mayChange: boolean;
  onClose: () => void;
}

export function RuleDrawer({ meta, row, mayChange, onClose }: Props) {
  const { t } = useTranslation();
  const objects = useObjects().filter((each) => !each.is_setup);
  const [rule, setRule] = useState<Rule>(() => ruleOf(row));
  const [tree, setTree] = useState(() => toTree(rule.filter));
  const trial = useMutation({ mutationFn: tryRule });
  const own = objects.find((each) => each.name === rule.object);
  const set = (values: Partial<Rule>) => {
    setRule((now) => ({ ...now, ...values }));
    trial.reset();
  };

  return (
    <SettingDrawer meta={meta} row={row} title={t(row ? "following.editRule" : "following.newRule")} values={{ ...rule }} deleteSure={t("following.deleteSure")} mayChange={mayChange} className="rule-form" onClose={onClose}>
      <div className="form-grid">
        <Form.Item label={t("following.name")} htmlFor="rule-name" required>
          <Input id="rule-name" value={rule.name} maxLength={200} onChange={(event) => set({ name: event.target.value })} />
        </Form.Item>
        <Form.Item label={t("following.object")} htmlFor="rule-object">
          <Select
            id="rule-object"
            showSearch={{ optionFilterProp: "label" }}
            value={rule.object}
            options={objects.map((each) => ({ value: each.name, label: each.label }))}
            onChange={(object: string) => {
              set({ object, filter: {} as Filter, events: [{ on: "updated" }], receivers: [{ kind: "manager", path: "owner" }], shown: [] });
              setTree(toTree(null));
            }}
          />
        </Form.Item>
      </div>
      {own && (
        <>
          <Form.Item label={t("following.whatHappens")}>
            <HappeningsInput key={own.name} meta={own} value={rule.events} filtered={tree.children.length > 0} onChange={(events) => set({ events })} />
          </Form.Item>
          <Form.Item label={t("following.condition")}>
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
          <Form.Item label={t("following.who")} required>
            <ReceiversInput key={own.name} object={own.name} value={rule.receivers} onChange={(receivers) => set({ receivers })} />
          </Form.Item>
          <Form.Item label={t("following.when")}>
            <WhenInput value={rule} onChange={set} />
          </Form.Item>
          {rule.timing !== "at_once" && (
            <>
              <Form.Item>
                <Checkbox checked={rule.tells_still} onChange={(event) => set({ tells_still: event.target.checked })}>
                  {t("following.tellsStill")}
                </Checkbox>
              </Form.Item>
              <Form.Item label={t("following.shown")} htmlFor="rule-shown">
                <Select id="rule-shown" mode="multiple" allowClear placeholder={t("following.shownUsual")} showSearch={{ optionFilterProp: "label" }} value={rule.shown} options={own.fields.map((field) => ({ value: field.name, label: field.label }))} onChange={(shown: string[]) => set({ shown })} />
              </Form.Item>
            </>
          )}
        </>
      )}
      <Collapse
        ghost
        size="small"
        items={[
          {
            key: "more",
            label: t("following.more"),
            children: (
              <>
                <Form.Item label={t("following.textZh")} htmlFor="rule-zh">
                  <Input id="rule-zh" value={rule.text_zh} maxLength={1000} onChange={(event) => set({ text_zh: event.target.value })} />
                </Form.Item>
                <Form.Item label={t("following.textEn")} htmlFor="rule-en">
                  <Input id="rule-en" value={rule.text_en} maxLength={1000} onChange={(event) => set({ text_en: event.target.value })} />
                  <p className="muted rule-hint">{t("following.textHint", { record: "{{ record.name }}", changes: "{{ changes }}", by: "{{ by }}", note: "{{ note }}" })}</p>
                </Form.Item>
                <div className="rule-lines">
                  {(["urgent", "includes_doer", "may_be_muted"] as const).map((name) => (
                    <Checkbox key={name} checked={rule[name]} onChange={(event) => set({ [name]: event.target.checked })}>
                      {t(`following.${{ urgent: "urgent", includes_doer: "includesDoer", may_be_muted: "mayBeMuted" }[name]}`)}
                    </Checkbox>
                  ))}
                  <label>
                    {t("following.validUntil")} <Input type="date" className="rule-clock" value={rule.valid_until ?? ""} onChange={(event) => set({ valid_until: event.target.value || null })} />
                  </label>
                </div>
              </>
            ),
          },
        ]}
      />
      <Flex gap={8} align="center">
        <Switch checked={rule.is_active} aria-label={t("following.active")} onChange={(is_active) => set({ is_active })} /> {t("following.active")}
      </Flex>
      {mayChange && (
        <div className="rule-trial">
          <Button loading={trial.isPending} onClick={() => trial.mutate(rule)}>
            {t("following.try")}
          </Button>
          {trial.error && <Alert type="error" showIcon title={sentenceOf(trial.error)} />}
          {trial.data && <Tried trial={trial.data} />}
        </div>
      )}
    </SettingDrawer>
  );
}

function Tried({ trial }: { trial: RuleTrial }) {
  const { t } = useTranslation();
  const problems = Object.values(trial.problems);
  if (problems.length > 0) return <Alert type="warning" showIcon title={problems.join(" ")} />;
  return (
    <>
      <b>{trial.sentence}</b>
      <span className="muted">
        {t("following.tried", { count: trial.count, records: trial.records, days: trial.days })} {!trial.is_whole && t("following.triedPart")}
      </span>
      {trial.people.length === 0 ? (
        <span className="muted">{t("following.triedNobody")}</span>
      ) : (
        <div className="rule-chips">
          {trial.people.map((each) => (
            <Tag key={each.id}>
              {t("following.triedPerson", { name: each.title, count: each.count })}
              {each.unseen > 0 && ` · ${t("following.unseen", { count: each.unseen })}`}
            </Tag>
          ))}
        </div>
      )}
      {trial.examples.length > 0 && (
        <ul>
          {trial.examples.map((each, at) => (
            <li key={at}>{each}</li>
          ))}
        </ul>
      )}
    </>
  );
}
