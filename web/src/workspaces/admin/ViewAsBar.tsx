/** On top of every page while an administrator looks as somebody else; the way back. */
import { EyeOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { meQuery } from "../../api/session";
import { sentenceOf } from "../../ui/Problems";
import { endToViewAs } from "./viewAs";

export function ViewAsBar() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const viewing = useQuery(meQuery).data?.viewing_as;
  if (!viewing) return null;
  const end = () => {
    setBusy(true);
    endToViewAs().catch((error: unknown) => {
      setBusy(false);
      void message.error(sentenceOf(error));
    });
  };
  return (
    <Alert
      type="info"
      banner
      showIcon
      icon={<EyeOutlined />}
      title={
        <>
          <b>{t(`admin.viewAs.${viewing.kind}`, { name: viewing.title })}</b> {t("admin.viewAs.readOnly")}
        </>
      }
      action={
        <Button size="small" type="primary" loading={busy} onClick={end}>
          {t("admin.viewAs.end")}
        </Button>
      }
    />
  );
}
