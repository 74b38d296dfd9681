/** On the page that opens in the morning: how much the day holds, until one has looked at it. */
import { CalendarOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Flex } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useNow } from "../../ui/useNow";
import { checked, workdayQuery } from "./calls";
import { openWork } from "./openWork";

export function MorningNote() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const now = useNow();
  const { data } = useQuery(workdayQuery(null));
  if (!data?.morning_due || data.evening_due) return null;
  const open = openWork(data, now);
  if (open.length + data.meetings.length === 0) return null;
  const finish = async (path?: string) => {
    await checked("morning");
    if (path) void navigate(path);
    await client.invalidateQueries({ queryKey: ["notices", "workday"] });
  };
  return (
    <Alert
      type="info"
      className="gap-below"
      showIcon
      icon={<CalendarOutlined />}
      title={t("reminders.morning.title", { count: open.length })}
      description={open.slice(0, 5).map((each) => each.subject).join(" · ")}
      action={
        <Flex gap={8} wrap>
          <Button size="small" onClick={() => void finish()}>
            {t("reminders.morning.seen")}
          </Button>
          <Button size="small" type="primary" onClick={() => void finish("/worklog")}>
            {t("reminders.morning.open")}
          </Button>
        </Flex>
      }
    />
  );
}
