/** A new scheme, or one there is, with the numbers that it gives next. */
import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Drawer, Form, Input, InputNumber, Select, Switch } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useObjects } from "../../api/objects";
import { sentenceOf } from "../../ui/Problems";
import { useDebounced } from "../../ui/useDebounced";
import { aheadQuery, changeScheme, makeScheme, type Piece, type Reset, type Scheme } from "./calls";
import { PieceLine } from "./PieceLine";

const RESETS: readonly Reset[] = ["never", "yearly", "monthly", "daily"];
const FIRST: Piece[] = [
  { kind: "text", value: "OP-", width: 1 },
  { kind: "year", value: "", width: 1 },
  { kind: "text", value: "-", width: 1 },
  { kind: "sequence", value: "", width: 4 },
];

interface Props {
  scheme: Scheme | null;
  onClose: () => void;
  onDone: () => void;
}

export function SchemeDrawer({ scheme, onClose, onDone }: Props) {
  const { t } = useTranslation();
  const objects = useObjects().filter((meta) => !meta.is_setup && meta.listed);
  const [object, setObject] = useState(scheme?.object ?? "opportunity");
  const [labels, setLabels] = useState({ label_en: "Number", label_zh: "编号" });
  const [pieces, setPieces] = useState<Piece[]>(scheme?.pieces ?? FIRST);
  const [reset, setReset] = useState<Reset>(scheme?.reset ?? "yearly");
  const [dateField, setDateField] = useState(scheme?.date_field ?? "");
  const [start, setStart] = useState(scheme?.start ?? 1);
  const [isGapFree, setGapFree] = useState(scheme?.is_gap_free ?? true);
  const [isActive, setActive] = useState(scheme?.is_active ?? true);
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const meta = objects.find((each) => each.name === object);
  const ahead = useQuery(aheadQuery(useDebounced({ object, pieces, reset, start, scheme: scheme?.id ?? null }, 300)));
  const dates = meta?.fields.filter((field) => field.type === "date" || field.type === "datetime") ?? [];
  const set = (at: number, piece: Piece) => setPieces(pieces.map((each, place) => (place === at ? piece : each)));

  const save = async () => {
    setBusy(true);
    setWrong("");
    const values = { pieces, reset, date_field: dateField, start, is_gap_free: isGapFree };
    const saved = t("numbering.saved", { object: meta?.label ?? object });
    try {
      if (scheme) await changeScheme(scheme, { ...values, is_active: isActive }, saved);
      else await makeScheme({ ...values, object, ...labels }, saved);
      onDone();
    } catch (error) {
      setWrong(sentenceOf(error));
      setBusy(false);
    }
  };

  return (
    <Drawer open size={520} title={scheme ? t("numbering.edit", { object: scheme.object_label }) : t("numbering.new")} onClose={onClose} extra={<Button type="primary" loading={busy} onClick={() => void save()}>{t("form.save")}</Button>}>
      {wrong && <Alert type="error" showIcon className="gap-below" title={wrong} />}
      <Form layout="vertical" component="div">
        {!scheme && (
          <>
            <Form.Item label={t("numbering.object")} htmlFor="numbering-object">
              <Select id="numbering-object" showSearch={{ optionFilterProp: "label" }} value={object} options={objects.map((each) => ({ value: each.name, label: each.label }))} onChange={setObject} />
            </Form.Item>
            <Form.Item label={t("numbering.labelZh")} htmlFor="numbering-zh">
              <Input id="numbering-zh" maxLength={100} value={labels.label_zh} onChange={(event) => setLabels({ ...labels, label_zh: event.target.value })} />
            </Form.Item>
            <Form.Item label={t("numbering.labelEn")} htmlFor="numbering-en">
              <Input id="numbering-en" maxLength={100} value={labels.label_en} onChange={(event) => setLabels({ ...labels, label_en: event.target.value })} />
            </Form.Item>
          </>
        )}
        <h3 className="numbering-head">{t("numbering.pieces")}</h3>
        <ul className="number-pieces">
          {pieces.map((piece, at) => (
            <PieceLine key={at} piece={piece} fields={meta?.fields ?? []} isFirst={at === 0} onChange={(next) => set(at, next)} onUp={() => setPieces(pieces.map((each, place) => (place === at - 1 ? piece : place === at ? (pieces[at - 1] ?? each) : each)))} onRemove={() => setPieces(pieces.filter((_each, place) => place !== at))} />
          ))}
        </ul>
        <Button size="small" icon={<PlusOutlined />} disabled={pieces.length >= 12} onClick={() => setPieces([...pieces, { kind: "text", value: "-", width: 1 }])}>
          {t("numbering.add")}
        </Button>
        {ahead.data && <Alert className="numbering-next" type={ahead.data.problem ? "warning" : "info"} title={ahead.data.problem || t("numbering.next")} description={ahead.data.problem ? null : <span className="numbering-numbers">{ahead.data.numbers.join("　")}</span>} />}
        <Form.Item label={t("numbering.reset")} htmlFor="numbering-reset">
          <Select id="numbering-reset" value={reset} options={RESETS.map((each) => ({ value: each, label: t(`numbering.resets.${each}`) }))} onChange={setReset} />
        </Form.Item>
        <Form.Item label={t("numbering.date")} htmlFor="numbering-date">
          <Select id="numbering-date" value={dateField} options={[{ value: "", label: t("numbering.created") }, ...dates.filter((field) => field.name !== "created_at").map((field) => ({ value: field.name, label: field.label }))]} onChange={setDateField} />
        </Form.Item>
        <Form.Item label={t("numbering.start")} htmlFor="numbering-start">
          <InputNumber id="numbering-start" min={0} max={1_000_000_000} precision={0} value={start} onChange={(value) => setStart(value ?? 1)} />
        </Form.Item>
        <Form.Item label={t("numbering.gapFree")} htmlFor="numbering-gap" extra={t("numbering.gapFreeAbout")}>
          <Switch id="numbering-gap" checked={isGapFree} disabled={!!scheme && scheme.given > 0} onChange={setGapFree} />
        </Form.Item>
        {scheme && (
          <Form.Item label={t("numbering.active")} htmlFor="numbering-active">
            <Switch id="numbering-active" checked={isActive} onChange={setActive} />
          </Form.Item>
        )}
      </Form>
    </Drawer>
  );
}
