/** Tasks that are overdue or due today; one click completes them. */
import { CheckOutlined, CheckSquareOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Tag } from "antd";
import { use } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { fieldOf, recordPath } from "../../api/objects";
import { recordSummary } from "../../api/records";
import { useMe } from "../../api/session";
import type { ObjectMeta, Row } from "../../api/types";
import { FieldShow } from "../../objects/fields/FieldShow";
import { FormContext } from "../../objects/form/FormContext";
import { matches } from "../../lib/matches";
import { Card } from "./Card";
import type { Day } from "./day";
import { listPath, overdueQuestion, tasksQuestion } from "./questions";
import { Rows } from "./Rows";
import { useAct } from "./useAct";
import { useFew } from "./useFew";
import { When } from "./When";

const LOUD = new Set(["high", "urgent"]);

export function TasksCard({ meta, day }: { meta: ObjectMeta; day: Day }) {
  const { t } = useTranslation();
  const me = useMe();
  const { openForm } = use(FormContext);
  const question = tasksQuestion(day);
  const few = useFew(meta, question);
  const overdue = useQuery(recordSummary(meta, { filter: overdueQuestion(day).filter })).data?.count ?? 0;
  const { busy, attempt } = useAct(meta);
  const complete = meta.actions.find((action) => action.name === "task.complete");
  const about = fieldOf(meta, "related_to");
  const priority = fieldOf(meta, "priority");
  const to = listPath(meta, question);
  const add = (
    <Button type="link" size="small" icon={<PlusOutlined />} onClick={() => openForm({ object: meta.name })}>
      {t("form.new", { object: meta.label })}
    </Button>
  );

  const row = (task: Row) => (
    <li key={task.id} className="today-row">
      {complete && matches(complete.available_if, task, me) && (
        <Button
          size="small"
          shape="circle"
          className="today-tick"
          icon={<CheckOutlined />}
          loading={busy === task.id}
          aria-label={`${complete.label}: ${task.title}`}
          title={complete.label}
          onClick={() => void attempt(task, complete, undefined, { undo: t("today.tasks.completed", { title: task.title }) })}
        />
      )}
      <div className="today-main">
        <div className="today-line">
          <Link to={recordPath(meta, task.id)} className="today-title">
            {task.title}
          </Link>
          {priority && LOUD.has(String(task["priority"])) && <FieldShow dense field={priority} value={task["priority"]} record={task} />}
        </div>
        {about && !!task["related_to"] && (
          <div className="today-line is-small is-quiet">
            <FieldShow dense field={about} value={task["related_to"]} record={task} />
          </div>
        )}
      </div>
      <When at={task["due_at"]} day={day} />
    </li>
  );

  return (
    <Card
      name="tasks"
      icon={<CheckSquareOutlined />}
      title={t("today.tasks.title")}
      count={few.count}
      calls
      to={to}
      extra={
        overdue > 0 && (
          <Link to={listPath(meta, overdueQuestion(day))}>
            <Tag color="error">{t("today.tasks.overdue", { count: overdue })}</Tag>
          </Link>
        )
      }
    >
      <Rows
        few={few}
        to={to}
        empty={
          <>
            {t("today.tasks.none")} {meta.rights.create && add}
          </>
        }
      >
        {row}
      </Rows>
    </Card>
  );
}
