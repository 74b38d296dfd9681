/** Yes or no. */
import { CheckOutlined } from "@ant-design/icons";
import { Select } from "antd";
import i18next from "i18next";
import { useTranslation } from "react-i18next";
import type { FieldKind, InputProps, ShowProps } from "./kind";
import { loadedLater } from "./loadedLater";

function Show({ value }: ShowProps) {
  const { t } = useTranslation();
  if (value === true) return <CheckOutlined className="yes" aria-label={t("field.yes")} />;
  return <span className="muted">{value === false ? t("field.no") : ""}</span>;
}

const Input = loadedLater(() => import("./BooleanInput").then((module) => module.BooleanInput));

function FilterInput({ value, onChange, id }: InputProps) {
  const { t } = useTranslation();
  return (
    <Select
      id={id}
      className="full"
      value={typeof value === "boolean" ? value : null}
      options={[
        { value: true, label: t("field.yes") },
        { value: false, label: t("field.no") },
      ]}
      onChange={onChange}
    />
  );
}

export const booleanField: FieldKind = {
  Show,
  Input,
  FilterInput,
  text: (value) => (value === true ? i18next.t("field.yes") : value === false ? i18next.t("field.no") : ""),
  toWire: (value) => value === true,
  width: 76,
};
