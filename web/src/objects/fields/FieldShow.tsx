/** The value of a field as people read it. */
import { useTranslation } from "react-i18next";
import { isBlank, type ShowProps } from "./kind";
import { kindOf } from "./kinds";

export function FieldShow(props: ShowProps & { dash?: boolean }) {
  const { dash, ...rest } = props;
  const { Show, text } = kindOf(props.field);
  if (isBlank(props.value) || (dash && text(props.value, props.field, props.record) === "")) return dash ? <Dash /> : null;
  return <Show {...rest} />;
}

function Dash() {
  const { t } = useTranslation();
  return <span className="muted">{t("field.empty")}</span>;
}
