/** One of the company's secrets by its name; what it is stays in the settings. */
import { useQuery } from "@tanstack/react-query";
import { AutoComplete } from "antd";
import { useTranslation } from "react-i18next";
import { get } from "../../../api/client";

export function SecretInput({ value, onChange, label }: { value: unknown; onChange: (value: unknown) => void; label: string }) {
  const { t } = useTranslation();
  const { data } = useQuery({ queryKey: ["automation", "secrets"], queryFn: () => get<{ name: string }[]>("/api/settings/secrets"), retry: false, staleTime: 60_000 });
  const names = (data ?? []).map((each) => each.name);
  const chosen = typeof value === "object" && value !== null && "secret" in value ? String(value.secret) : typeof value === "string" ? value : "";
  return <AutoComplete className="full" aria-label={label} value={chosen} placeholder={t("automation.form.secret")} options={names.map((name) => ({ value: name }))} onChange={(next: string) => onChange(next ? (next.includes("{{") || next.startsWith("http") ? next : { secret: next }) : undefined)} />;
}
