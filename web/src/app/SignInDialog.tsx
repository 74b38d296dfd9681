/** The session ended while somebody was at work: sign in again, and what was begun goes on. */
import { Modal } from "antd";
import { useTranslation } from "react-i18next";
import { SignInForm } from "./SignInForm";

export function SignInDialog({ user, onDone }: { user: string; onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal open title={t("signIn.again")} footer={null} closable={false} mask={{ closable: false }} keyboard={false} width={380} zIndex={2000}>
      <p>{t("signIn.nothingLost")}</p>
      <SignInForm user={user} onDone={onDone} />
    </Modal>
  );
}
