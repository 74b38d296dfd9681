/** Begins to look as a person or role would. */
import { EyeOutlined } from "@ant-design/icons";
import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Viewing } from "../../api/types";
import { sentenceOf } from "../../ui/Problems";
import { beginToViewAs } from "./viewAs";

export function ViewAsButton({ kind, id }: { kind: Viewing["kind"]; id: number }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const begin = () => {
    setBusy(true);
    beginToViewAs(kind, id).catch((error: unknown) => {
      setBusy(false);
      void message.error(sentenceOf(error));
    });
  };
  return (
    <Button icon={<EyeOutlined />} loading={busy} title={t("admin.viewAs.hint")} onClick={begin}>
      {t(kind === "user" ? "admin.viewAs.beginUser" : "admin.viewAs.beginRole")}
    </Button>
  );
}
