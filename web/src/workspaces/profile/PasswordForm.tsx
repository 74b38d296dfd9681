/** Changing one's own password. */
import { Alert, App, Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../../api/session";
import { cookie } from "../../api/client";

interface Answer {
  errors?: { message: string; param?: string }[];
}

/** The sign-in service has its own form of answers, so this call does not go through the client. */
async function changePassword(current: string, next: string): Promise<string | null> {
  const response = await fetch("/_allauth/browser/v1/account/password/change", {
    method: "POST",
    credentials: "same-origin",
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") ?? "" },
    body: JSON.stringify({ current_password: current, new_password: next }),
  });
  if (response.ok) return null;
  const { errors } = (await response.json().catch(() => ({}))) as Answer;
  return errors?.map((each) => each.message).join("\n") ?? "";
}

export function PasswordForm() {
  const { t } = useTranslation();
  const me = useMe();
  const { message } = App.useApp();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const change = async () => {
    if (next !== again) {
      setWrong(t("profile.differ"));
      return;
    }
    setBusy(true);
    const problem = await changePassword(current, next).catch(() => t("error.offline"));
    setBusy(false);
    setWrong(problem === null ? "" : problem || t("profile.notChanged"));
    if (problem !== null) return;
    setCurrent("");
    setNext("");
    setAgain("");
    void message.success(t("profile.changed"));
  };
  return (
    <section className="page-box">
      <h2>{t("profile.password")}</h2>
      {wrong && <Alert type="error" showIcon className="gap-below" title={<span className="pre-line">{wrong}</span>} />}
      <Form layout="vertical" component="form" onFinish={() => void change()}>
        <input type="text" autoComplete="username" value={me.username} readOnly hidden />
        <div className="form-grid">
          <Form.Item label={t("profile.current")} htmlFor="password-current">
            <Input.Password id="password-current" autoComplete="current-password" value={current} onChange={(event) => setCurrent(event.target.value)} />
          </Form.Item>
          <span />
          <Form.Item label={t("profile.next")} htmlFor="password-next">
            <Input.Password id="password-next" autoComplete="new-password" value={next} onChange={(event) => setNext(event.target.value)} />
          </Form.Item>
          <Form.Item label={t("profile.repeat")} htmlFor="password-again">
            <Input.Password id="password-again" autoComplete="new-password" value={again} onChange={(event) => setAgain(event.target.value)} />
          </Form.Item>
        </div>
        <Button htmlType="submit" loading={busy} disabled={!current || !next || !again}>
          {t("profile.change")}
        </Button>
      </Form>
    </section>
  );
}
