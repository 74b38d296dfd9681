/** Edits one rule for duplicates. */
import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Flex, Form, Input, InputNumber, Radio, Select, Switch } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useObjects } from "../../api/objects";
import type { ObjectMeta, Row } from "../../api/types";
import { SettingDrawer } from "../../objects/form/SettingDrawer";
import { COMPARES, comparedFields, OUTCOMES, partsOf, tidied, type Compare, type Outcome, type Part } from "./rule";

const MOST_PARTS = 5;

export function RuleDrawer({ meta, rule, onClose }: { meta: ObjectMeta; rule: Row | null; onClose: () => void }) {
  const { t } = useTranslation();
  const objects = useObjects().filter((each) => !each.is_setup && each.fields.some((field) => field.name === "owner"));
  const [nameEn, setNameEn] = useState(String(rule?.["name_en"] ?? ""));
  const [nameZh, setNameZh] = useState(String(rule?.["name_zh"] ?? ""));
  const [object, setObject] = useState(String(rule?.["object"] ?? "lead"));
  const [against, setAgainst] = useState(String(rule?.["against"] ?? ""));
  const [parts, setParts] = useState<Part[]>(rule ? partsOf(rule) : [{ compare: "phone", fields: [] }]);
  const [outcome, setOutcome] = useState((rule?.["outcome"] as Outcome | undefined) ?? "warn");
  const [similarity, setSimilarity] = useState(Number(rule?.["similarity"] ?? 85));
  const [isActive, setIsActive] = useState(rule?.["is_active"] !== false);

  const own = objects.find((each) => each.name === object);
  const other = against && against !== object ? objects.find((each) => each.name === against) : undefined;
  const options = (found: ObjectMeta | undefined) => comparedFields(found?.fields ?? []).map((field) => ({ value: field.name, label: field.label }));
  const change = (at: number, part: Part) => setParts(parts.map((each, place) => (place === at ? part : each)));

  const values = { name_en: nameEn.trim() || nameZh.trim(), name_zh: nameZh, object, against, parts: parts.map(tidied), outcome, similarity, is_active: isActive };

  return (
    <SettingDrawer meta={meta} row={rule} title={rule ? t("duplicates.rule.edit") : t("duplicates.rule.new")} values={values} deleteSure={t("duplicates.rule.deleteSure")} width={560} onClose={onClose}>
      <div className="form-grid">
        <Form.Item label={t("duplicates.rule.nameZh")} htmlFor="rule-zh">
          <Input id="rule-zh" value={nameZh} maxLength={200} onChange={(event) => setNameZh(event.target.value)} />
        </Form.Item>
        <Form.Item label={t("duplicates.rule.nameEn")} htmlFor="rule-en">
          <Input id="rule-en" value={nameEn} maxLength={200} onChange={(event) => setNameEn(event.target.value)} />
        </Form.Item>
        <Form.Item label={t("duplicates.rule.object")} htmlFor="rule-object">
          <Select
            id="rule-object"
            value={object}
            options={objects.map((each) => ({ value: each.name, label: each.label }))}
            onChange={(name: string) => {
              setObject(name);
              setParts(parts.map(({ compare }) => ({ compare, fields: [] })));
            }}
          />
        </Form.Item>
        <Form.Item label={t("duplicates.rule.against")} htmlFor="rule-against">
          <Select
            id="rule-against"
            value={against === object ? "" : against}
            options={[{ value: "", label: t("duplicates.rule.itself") }, ...objects.filter((each) => each.name !== object).map((each) => ({ value: each.name, label: each.label }))]}
            onChange={(name: string) => {
              setAgainst(name);
              setParts(parts.map(({ compare, fields }) => ({ compare, fields })));
            }}
          />
        </Form.Item>
      </div>
      <Form.Item label={t("duplicates.rule.compares")}>
        <div className="rule-parts">
          {parts.map((part, at) => (
            <div key={at} className="rule-part">
              <div className="rule-part-head">
                <Select<Compare> aria-label={t("duplicates.rule.how")} value={part.compare} options={COMPARES.map((value) => ({ value, label: t(`duplicates.rule.compare.${value}`) }))} onChange={(compare) => change(at, { ...part, compare })} />
                {parts.length > 1 && <Button type="text" icon={<DeleteOutlined />} aria-label={t("duplicates.rule.remove")} onClick={() => setParts(parts.filter((_part, place) => place !== at))} />}
              </div>
              <Select mode="multiple" aria-label={t("duplicates.rule.fields")} placeholder={t("duplicates.rule.fields")} showSearch={{ optionFilterProp: "label" }} value={part.fields} options={options(own)} onChange={(fields: string[]) => change(at, { ...part, fields })} />
              {other && <Select mode="multiple" aria-label={t("duplicates.rule.others")} placeholder={`${other.label}: ${t("duplicates.rule.sameFields")}`} showSearch={{ optionFilterProp: "label" }} value={part.against ?? []} options={options(other)} onChange={(fields: string[]) => change(at, { ...part, against: fields })} />}
            </div>
          ))}
          {parts.length < MOST_PARTS && (
            <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={() => setParts([...parts, { compare: "exact", fields: [] }])}>
              {t("duplicates.rule.add")}
            </Button>
          )}
        </div>
      </Form.Item>
      {parts.some((part) => part.compare === "similar") && (
        <Form.Item label={t("duplicates.rule.similarity")} htmlFor="rule-similarity">
          <InputNumber id="rule-similarity" min={50} max={100} value={similarity} onChange={(value) => setSimilarity(value ?? 85)} />
        </Form.Item>
      )}
      <Form.Item label={t("duplicates.rule.outcome")}>
        <Radio.Group value={outcome} options={OUTCOMES.map((value) => ({ value, label: t(`duplicates.rule.outcomes.${value}`) }))} onChange={(event) => setOutcome(event.target.value as Outcome)} />
      </Form.Item>
      <Flex gap={8} align="center">
        <Switch checked={isActive} aria-label={t("duplicates.rule.active")} onChange={setIsActive} /> {t("duplicates.rule.active")}
      </Flex>
    </SettingDrawer>
  );
}
