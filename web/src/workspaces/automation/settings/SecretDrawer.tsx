/** Makes a secret, or replaces its value; what is typed is sent and forgotten. */
import { Alert, App, Button, Drawer, Flex, Form, Input } from "antd";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { put } from "../../../api/client";
import { Cancelled, isProblem } from "../../../api/problem";
import { sentenceOf } from "../../../ui/Problems";
import { useNarrow } from "../../../ui/useNarrow";
import { secretsQuery, type Secret } from "./calls";
import { asSecretName, SECRET_NAME } from "./secretName";

export function SecretDrawer({ secret, names, onClose }: { secret: Secret | null; names: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const narrow = useNarrow();
  const { message } = App.useApp();
  const [name, setName] = useState(secret?.name ?? "");
  const [about, setAbout] = useState(secret?.about ?? "");
  const [value, setValue] = useState("");
  const [problems, setProblems] = useState<Record<string, string[]>>({});
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);

  const nameProblem = () => {
    if (secret) return null;
    if (!SECRET_NAME.test(name)) return t("automation.secrets.nameWrong");
    return names.includes(name) ? t("automation.secrets.nameTaken") : null;
  };
  const save = async () => {
    const misnamed = nameProblem();
    const missing = !secret && value === "";
    setWrong("");
    setProblems({ ...(misnamed ? { name: [misnamed] } : {}), ...(missing ? { value: [t("form.required")] } : {}) });
    if (misnamed || missing) return;
    setBusy(true);
    try {
      await put(`/api/settings/secrets/${name}`, { about: about.trim(), ...(value === "" ? {} : { value }) });
      await client.invalidateQueries({ queryKey: secretsQuery.queryKey });
      void message.success(t("automation.secrets.saved", { name }));
      onClose();
      return;
    } catch (error) {
      if (isProblem(error) && Object.keys(error.fields).length > 0) setProblems(error.fields);
      else if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
    }
    setBusy(false);
  };
  const item = (key: string, label: string, hint?: string) => {
    const found = problems[key];
    return { label, htmlFor: `secret-${key}`, extra: hint, ...(found ? { validateStatus: "error" as const, help: <span role="alert">{found.join(" ")}</span> } : {}) };
  };
  const forget = (key: string) => setProblems(({ [key]: _gone, ...rest }) => rest);
  return (
    <Drawer
      open
      size={narrow ? "100%" : 440}
      title={secret ? t("automation.secrets.edit", { name: secret.name }) : t("automation.secrets.add")}
      onClose={onClose}
      footer={
        <Flex justify="end" gap={8}>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="primary" loading={busy} onClick={() => void save()}>
            {t("form.save")}
          </Button>
        </Flex>
      }
    >
      {wrong && <Alert type="error" showIcon className="gap-below" title={wrong} />}
      <Form layout="vertical" component="form" autoComplete="off" onFinish={() => void save()}>
        {!secret && (
          <Form.Item {...item("name", t("automation.secrets.name"), t("automation.secrets.nameHint"))} required>
            <Input
              id="secret-name"
              autoFocus
              autoComplete="off"
              maxLength={40}
              placeholder="erp_key"
              value={name}
              onChange={(event) => {
                setName(asSecretName(event.target.value));
                forget("name");
              }}
            />
          </Form.Item>
        )}
        <Form.Item {...item("value", t(secret ? "automation.secrets.newValue" : "automation.secrets.value"), secret ? t("automation.secrets.keep") : undefined)} required={!secret}>
          <Input.Password
            id="secret-value"
            autoFocus={!!secret}
            autoComplete="new-password"
            maxLength={10_000}
            placeholder={secret ? "••••••••" : ""}
            value={value}
            onChange={(event) => {
              setValue(event.target.value);
              forget("value");
            }}
          />
        </Form.Item>
        <Form.Item {...item("about", t("automation.secrets.aboutLabel"))}>
          <Input id="secret-about" autoComplete="off" maxLength={200} value={about} onChange={(event) => setAbout(event.target.value)} />
        </Form.Item>
        <button type="submit" hidden />
      </Form>
    </Drawer>
  );
}
