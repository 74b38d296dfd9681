/** How many requests wait for the person, beside the page's name in the navigation. */
import { useQuery } from "@tanstack/react-query";
import { Badge } from "antd";
import { waitingCount } from "./calls";
import "./approvals.css";

export function ApprovalBadge() {
  const { data } = useQuery(waitingCount);
  return data?.waiting ? <Badge className="nav-count" count={data.waiting} size="small" /> : null;
}
