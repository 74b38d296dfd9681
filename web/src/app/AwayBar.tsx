/** Says calmly that the server does not answer, for as long as it does not; what is on the page stays. */
import { DisconnectOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { askAgain, isAway, onReach, useAway } from "../api/reach";

export function AwayBar() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const away = useAway();
  const [busy, setBusy] = useState(false);

  useEffect(
    () =>
      onReach(() => {
        if (!isAway()) void client.invalidateQueries();
      }),
    [client],
  );

  if (!away) return null;
  const retry = async () => {
    setBusy(true);
    await askAgain();
    setBusy(false);
  };
  return (
    <div className="away-bar" role="status">
      <DisconnectOutlined />
      <span>{t("away.text")}</span>
      <Button size="small" loading={busy} onClick={() => void retry()}>
        {t("away.now")}
      </Button>
    </div>
  );
}
