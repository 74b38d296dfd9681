/** User name, password and, where it is set up, the code of the second factor. Used by the page and by the dialog after a session ended. */
import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Offline } from "../api/problem";
import { confirmCode, signIn, type SignInOutcome } from "../api/session";

export function SignInForm({ user = "", onDone }: { user?: string; onDone: () => void }) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [codeNeeded, setCodeNeeded] = useState(false);
  const [error, setError] = useState("");

  const finish = async (attempt: Promise<SignInOutcome>) => {
    setBusy(true);
    setError("");
    try {
      if ((await attempt) === "code-needed") setCodeNeeded(true);
      else onDone();
    } catch (problem) {
      setError(problem instanceof Offline || problem instanceof TypeError ? t("error.offline") : (problem instanceof Error && problem.message) || t("signIn.failed"));
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      {error && <Alert type="error" title={error} showIcon role="alert" className="gap-below" />}
      {codeNeeded ? (
        <Form layout="vertical" onFinish={({ code }: { code: string }) => void finish(confirmCode(code.trim()))} requiredMark={false}>
          <Form.Item name="code" label={t("signIn.code")} rules={[{ required: true, message: t("form.required") }]}>
            <Input autoFocus inputMode="numeric" autoComplete="one-time-code" size="large" />
          </Form.Item>
          <Button type="primary" htmlType="submit" block size="large" loading={busy}>
            {t("signIn.confirm")}
          </Button>
        </Form>
      ) : (
        <Form
          layout="vertical"
          key={user}
          initialValues={{ user }}
          onFinish={(values: { user: string; password: string }) => void finish(signIn(values.user.trim(), values.password))}
          requiredMark={false}
        >
          <Form.Item name="user" label={t("signIn.user")} rules={[{ required: true, message: t("form.required") }]}>
            <Input autoFocus={!user} autoComplete="username" size="large" />
          </Form.Item>
          <Form.Item name="password" label={t("signIn.password")} rules={[{ required: true, message: t("form.required") }]}>
            <Input.Password autoFocus={!!user} autoComplete="current-password" size="large" />
          </Form.Item>
          <Button type="primary" htmlType="submit" block size="large" loading={busy}>
            {t("signIn.signIn")}
          </Button>
        </Form>
      )}
    </>
  );
}
