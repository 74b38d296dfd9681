/** One choice: dragged by its handle (with the keyboard too), its names and colour edited where they stand. */
import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, EyeInvisibleOutlined, EyeOutlined, HolderOutlined, LockOutlined } from "@ant-design/icons";
import { useSortable } from "@dnd-kit/sortable";
import { CSS } from "@dnd-kit/utilities";
import { Button, Input, Select } from "antd";
import { useTranslation } from "react-i18next";
import { ChoiceTag } from "../../ui/ChoiceTag";
import { nameOf, type Draft } from "./draft";

const COLORS = ["blue", "cyan", "green", "lime", "gold", "orange", "volcano", "red", "magenta", "purple", "geekblue"] as const;

interface Props {
  draft: Draft;
  isOpen: boolean;
  onChange: (values: Partial<Draft>) => void;
  onMove: () => void;
  onRemove: () => void;
  onUp?: () => void;
  onDown?: () => void;
}

export function ChoiceLine({ draft, isOpen, onChange, onMove, onRemove, onUp, onDown }: Props) {
  const { t, i18n } = useTranslation();
  const { attributes, listeners, setNodeRef, transform, transition } = useSortable({ id: draft.key, disabled: !isOpen });
  const name = nameOf(draft, i18n.language.startsWith("zh")) || t("choices.newOne");
  const colors = [{ value: "", label: <ChoiceTag>{t("choices.plain")}</ChoiceTag> }, ...COLORS.map((value) => ({ value, label: <ChoiceTag color={value}>{t(`choices.colors.${value}`)}</ChoiceTag> }))];
  const tool = (title: string, icon: React.ReactNode, onClick?: () => void) => <Button type="text" size="small" icon={icon} disabled={!onClick} title={title} aria-label={title} onClick={onClick} />;
  return (
    <li ref={setNodeRef} className={`choice-set-line${draft.inactive ? " is-retired" : ""}`} style={{ transform: CSS.Translate.toString(transform), transition }}>
      {isOpen ? (
        <span className="column-handle" aria-label={t("choices.drag", { name })} {...attributes} {...listeners}>
          <HolderOutlined />
        </span>
      ) : (
        <span />
      )}
      <Input autoFocus={draft.value === "" && draft.key.startsWith("+")} value={draft.zh} maxLength={100} placeholder={draft.delivered_zh || t("choices.zh")} aria-label={`${t("choices.zh")}: ${name}`} onChange={(event) => onChange({ zh: event.target.value })} />
      <Input value={draft.en} maxLength={100} placeholder={draft.delivered_en || t("choices.en")} aria-label={`${t("choices.en")}: ${name}`} onChange={(event) => onChange({ en: event.target.value })} />
      <Select className="choice-set-color" popupMatchSelectWidth={false} value={draft.color} options={colors} aria-label={`${t("choices.color")}: ${name}`} onChange={(color) => onChange({ color })} />
      <code className="ellipsis choice-set-value" title={draft.value}>
        {draft.value}
      </code>
      {draft.used > 0 && isOpen ? (
        <Button type="link" size="small" className="choice-set-used" title={t("choices.move", { name })} onClick={onMove}>
          {t("choices.count", { count: draft.used })}
        </Button>
      ) : (
        <span className="muted choice-set-used">{draft.used > 0 ? t("choices.count", { count: draft.used }) : t("choices.unused")}</span>
      )}
      {isOpen && (
        <span className="choice-set-tools">
          {tool(t("choices.up", { name }), <ArrowUpOutlined />, onUp)}
          {tool(t("choices.down", { name }), <ArrowDownOutlined />, onDown)}
          {draft.is_fixed ? (
            <span className="muted choice-set-lock" role="img" title={t("choices.fixed")} aria-label={t("choices.fixed")}>
              <LockOutlined />
            </span>
          ) : (
            tool(t(draft.inactive ? "choices.back" : "choices.retire", { name }), draft.inactive ? <EyeInvisibleOutlined /> : <EyeOutlined />, () => onChange({ inactive: !draft.inactive }))
          )}
          {draft.is_added && tool(t("choices.remove", { name }), <DeleteOutlined />, onRemove)}
        </span>
      )}
    </li>
  );
}
