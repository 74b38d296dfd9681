/** How many conversations in the inbox are unread. */
import { useQuery } from "@tanstack/react-query";
import { Badge } from "antd";
import { countsQuery } from "./calls";

export function MailBadge() {
  const { data } = useQuery(countsQuery);
  return <Badge count={data?.inbox ?? 0} size="small" overflowCount={999} />;
}
