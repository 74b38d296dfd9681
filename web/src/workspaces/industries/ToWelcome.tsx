/** Leads the first administrator of an empty installation from the home page to the welcome. */
import { useQuery } from "@tanstack/react-query";
import { Navigate, useLocation } from "react-router";
import { useMe } from "../../api/session";
import { welcomeQuery } from "./calls";

export function ToWelcome() {
  const me = useMe();
  const { pathname } = useLocation();
  const { data } = useQuery({ ...welcomeQuery, enabled: me.is_administrator && pathname === "/" && !me.viewing_as });
  return data?.wanted && pathname === "/" ? <Navigate to="/welcome" replace /> : null;
}
