/** In the toast after an operation: how many people it told. */
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { toldQuery } from "./told";

/** Workflows begin after the operation: what they tell is told a moment later. */
const WAIT_MS = 1_500;

export function ToldLine({ operation, onOpen }: { operation: string; onOpen: () => void }) {
  const { t } = useTranslation();
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const timer = window.setTimeout(() => setReady(true), WAIT_MS);
    return () => window.clearTimeout(timer);
  }, []);
  const { data } = useQuery({ ...toldQuery(operation), enabled: ready });
  if (!data || data.people === 0) return null;
  return (
    <Button type="link" size="small" className="told-line" onClick={onOpen}>
      {t("told.people", { count: data.people })}
    </Button>
  );
}
