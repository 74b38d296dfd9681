/** The page at `/`: a workspace's own, else the first object's list. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Navigate } from "react-router";
import { useObjects } from "../api/objects";
import { departments } from "../objects/departments";
import { homePage } from "../objects/slots";
import { EmptyState } from "../ui/EmptyState";

export function HomePage() {
  const objects = useObjects();
  const { t } = useTranslation();
  const [Home] = useState(homePage); // workspaces join before the first page is drawn, but not before this file is read
  if (Home) return <Home />;
  const first = departments(objects).flatMap((department) => department.objects)[0];
  return first ? <Navigate to={`/${first.plural}`} replace /> : <EmptyState text={t("menu.nothingToSee")} />;
}
