/** One thing that a channel needs: a text, a number, a choice, a switch, or a secret that is never shown again. */
import { Form, Input, InputNumber, Select, Switch } from "antd";
import { useTranslation } from "react-i18next";
import type { Setting } from "./calls";

type Value = string | number | boolean | null;

interface Props {
  setting: Setting;
  value: Value | undefined;
  problem: string[] | undefined;
  onChange: (value: Value) => void;
}

export function SettingInput({ setting, value, problem, onChange }: Props) {
  const { t } = useTranslation();
  const id = `channel-${setting.name}`;
  const isKept = setting.kind === "secret" && setting.is_kept && value === null;
  const input = () => {
    switch (setting.kind) {
      case "number":
        return <InputNumber id={id} className="full" min={0} max={65535} value={typeof value === "number" ? value : null} onChange={(next) => onChange(next)} />;
      case "switch":
        return <Switch id={id} checked={value === true} onChange={onChange} />;
      case "choice":
        return <Select id={id} value={String(value ?? "")} options={setting.choices.map((each) => ({ value: each.value, label: each.label }))} onChange={(next: string) => onChange(next)} />;
      case "secret":
        return <Input.Password id={id} autoComplete="new-password" value={String(value ?? "")} placeholder={isKept ? "••••••••" : ""} onChange={(event) => onChange(event.target.value)} />;
      default:
        return <Input id={id} autoComplete="off" value={String(value ?? "")} onChange={(event) => onChange(event.target.value)} />;
    }
  };
  return (
    <Form.Item
      label={setting.label}
      htmlFor={id}
      required={setting.required}
      extra={isKept ? t("channels.secretKept") : setting.hint || undefined}
      {...(problem ? { validateStatus: "error" as const, help: <span role="alert">{problem.join(" ")}</span> } : {})}
    >
      {input()}
    </Form.Item>
  );
}
