/** What can be set of one block. */
import { Checkbox, Input, InputNumber, Segmented, Select } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Value, Values } from "../calls";
import type { Block } from "./blocks";
import { ValuedText } from "./ValuedText";

interface Props {
  block: Block;
  values: Values | undefined;
  onChange: (block: Block) => void;
}

const NUMERIC = new Set(["number", "money", "computed"]);
const options = (values: readonly Value[] | undefined) => (values ?? []).map((each) => ({ value: each.path, label: each.label }));

/** A name above an input, or above several that each have their own. */
function Line({ label, group = false, children }: { label: string; group?: boolean; children: ReactNode }) {
  if (group)
    return (
      <div className="block-line" role="group" aria-label={label}>
        <span>{label}</span>
        {children}
      </div>
    );
  return (
    <label className="block-line">
      <span>{label}</span>
      {children}
    </label>
  );
}

export function BlockForm({ block, values, onChange }: Props) {
  const { t } = useTranslation();
  const set = (part: object) => onChange({ ...block, ...part } as Block);
  const check = (name: string, label: string, checked: boolean) => (
    <Checkbox checked={checked} onChange={(event) => set({ [name]: event.target.checked })}>
      {label}
    </Checkbox>
  );
  const texts = (rows: number) =>
    "zh" in block && (
      <div className="block-two">
        <ValuedText label={t("prints.design.zh")} rows={rows} value={block.zh} values={values} onChange={(zh) => set({ zh })} />
        <ValuedText label={t("prints.design.en")} rows={rows} value={block.en} values={values} onChange={(en) => set({ en })} />
      </div>
    );
  const align = "align" in block && (
    <Line group label={t("prints.design.align")}>
      <Segmented size="small" value={block.align} onChange={(next) => set({ align: next })} options={(["left", "center", "right"] as const).map((value) => ({ value, label: t(`prints.design.aligns.${value}`) }))} />
    </Line>
  );
  const border = "border" in block && (
    <Line group label={t("prints.design.border")}>
      <Segmented size="small" value={block.border} onChange={(next) => set({ border: next })} options={(["grid", "rows", "none"] as const).map((value) => ({ value, label: t(`prints.design.borders.${value}`) }))} />
    </Line>
  );
  const many = (name: string, label: string, chosen: string[], among: readonly Value[] | undefined, most: number) => (
    <Line label={label}>
      <Select mode="multiple" aria-label={label} className="full" maxCount={most} value={chosen} options={options(among)} showSearch={{ optionFilterProp: "label" }} onChange={(next: string[]) => set({ [name]: next })} />
    </Line>
  );
  const one = (chosen: string, among: readonly Value[] | undefined) => (
    <Line label={t("prints.design.field")}>
      <Select aria-label={t("prints.design.field")} className="full" value={chosen || null} options={options(among)} showSearch={{ optionFilterProp: "label" }} onChange={(field: string) => set({ field })} />
    </Line>
  );

  switch (block.type) {
    case "letterhead":
      return (
        <div className="block-checks">
          {check("logo", t("prints.design.logo"), block.logo)}
          {check("contact", t("prints.design.contact"), block.contact)}
          {check("every_page", t("prints.design.everyPage"), block.every_page)}
        </div>
      );
    case "title":
      return (
        <>
          {texts(1)}
          <div className="block-checks">
            <Line group label={t("prints.design.level")}>
              <Segmented size="small" value={block.level} onChange={(level) => set({ level })} options={([1, 2, 3] as const).map((value) => ({ value, label: t(`prints.design.levels.${value}`) }))} />
            </Line>
            {align}
          </div>
        </>
      );
    case "text":
      return (
        <>
          {texts(3)}
          <div className="block-checks">
            {align}
            <Line label={t("prints.design.size")}>
              <InputNumber size="small" min={5} max={48} value={block.size ?? null} placeholder="10" onChange={(size) => set({ size })} />
            </Line>
            {check("bold", t("prints.design.bold"), block.bold)}
          </div>
        </>
      );
    case "fields":
      return (
        <>
          {many("fields", t("prints.design.fields"), block.fields, values?.values, 80)}
          <div className="block-checks">
            <Line group label={t("prints.design.columnsCount")}>
              <Segmented size="small" value={block.columns} onChange={(columns) => set({ columns })} options={[1, 2, 3, 4]} />
            </Line>
            {border}
            {check("hide_empty", t("prints.design.hideEmpty"), block.hide_empty)}
          </div>
        </>
      );
    case "lines": {
      const relation = values?.relations.find((each) => each.object === block.object);
      const numeric = relation?.values.filter((each) => block.columns.includes(each.path) && NUMERIC.has(each.type));
      return (
        <>
          <Line label={t("prints.design.object")}>
            <Select
              aria-label={t("prints.design.object")}
              className="full"
              value={block.object || null}
              options={(values?.relations ?? []).map((each) => ({ value: each.object, label: each.label }))}
              showSearch={{ optionFilterProp: "label" }}
              onChange={(object: string) => set({ object, columns: [], sums: [] })}
            />
          </Line>
          {relation && many("columns", t("prints.design.columns"), block.columns, relation.values, 15)}
          {numeric && numeric.length > 0 && many("sums", t("prints.design.sums"), block.sums, numeric, 15)}
          {texts(1)}
          <div className="block-checks">
            {border}
            <Line label={t("prints.design.limit")}>
              <InputNumber size="small" min={1} max={500} precision={0} value={block.limit ?? null} placeholder="500" onChange={(limit) => set({ limit })} />
            </Line>
            {check("numbered", t("prints.design.numbered"), block.numbered)}
            {block.sums.length > 0 && check("words", t("prints.design.words"), block.words)}
            {check("hide_empty", t("prints.design.hideTable"), block.hide_empty)}
          </div>
        </>
      );
    }
    case "words":
      return one(block.field, values?.values.filter((each) => NUMERIC.has(each.type)));
    case "signature":
      return (
        <>
          {(["left", "right"] as const).map((side) => (
            <Line group key={side} label={t(`prints.design.${side}`)}>
              <span className="block-two">
                {(["zh", "en"] as const).map((language) => (
                  <Input key={language} size="small" maxLength={200} value={block[`${side}_${language}`]} placeholder={t(`prints.design.${language}`)} aria-label={`${t(`prints.design.${side}`)}: ${t(`prints.design.${language}`)}`} onChange={(event) => set({ [`${side}_${language}`]: event.target.value })} />
                ))}
              </span>
            </Line>
          ))}
          <div className="block-checks">
            {check("stamp", t("prints.design.stamp"), block.stamp)}
            {check("date", t("prints.design.date"), block.date)}
          </div>
        </>
      );
    case "code":
      return (
        <>
          {one(block.field, values?.values)}
          <div className="block-checks">
            <Line group label={t("prints.design.kind")}>
              <Segmented size="small" value={block.kind} onChange={(kind) => set({ kind })} options={(["qr", "barcode"] as const).map((value) => ({ value, label: t(`prints.design.kinds.${value}`) }))} />
            </Line>
            {align}
            <Line label={t("prints.design.width")}>
              <InputNumber size="small" min={8} max={150} value={block.width} onChange={(width) => set({ width: width ?? 24 })} />
            </Line>
          </div>
        </>
      );
    case "space":
      return (
        <Line label={t("prints.design.height")}>
          <InputNumber size="small" min={1} max={250} value={block.mm} onChange={(mm) => set({ mm: mm ?? 8 })} />
        </Line>
      );
    case "footer":
      return (
        <>
          {texts(1)}
          <div className="block-checks">
            {check("pages", t("prints.design.pageNumbers"), block.pages)}
            {check("printed", t("prints.design.printed"), block.printed)}
          </div>
        </>
      );
    default:
      return null;
  }
}
