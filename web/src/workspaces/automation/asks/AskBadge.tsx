/** How many things wait for the person, beside the page's name in the navigation. */
import { useQuery } from "@tanstack/react-query";
import { Badge } from "antd";
import { askCount } from "./calls";
import "./asks.css";

export function AskBadge() {
  const { data } = useQuery(askCount);
  return data?.open ? <Badge className="nav-count" count={data.open} size="small" /> : null;
}
