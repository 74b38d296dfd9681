/** The value of a field as people read it. */
import { useTranslation } from "react-i18next";
import { isBlank, type ShowProps } from "./kind";
import { kindOf } from "./kinds";

export function FieldShow(props: ShowProps & { dash?: boolean }) {
  const { t } = useTranslation();
  const { dash, ...rest } = props;
  const { Show, text } = kindOf(props.field);
  if (isBlank(props.value) || (dash && text(props.value, props.field, props.record) === "")) return dash ? <span className="muted">{t("field.empty")}</span> : null;
  return <Show {...rest} />;
}
