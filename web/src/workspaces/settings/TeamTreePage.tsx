/** All teams as a tree, with who leads and who belongs to each: what "team" in a role's rights reaches, seen at once. */
import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Tag } from "antd";
import { use } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useLive } from "../../api/live";
import { useObject } from "../../api/objects";
import { someRecords } from "../../api/records";
import type { ObjectMeta, Row } from "../../api/types";
import { idOf, titleOf } from "../../objects/fields/reference";
import { FormContext } from "../../objects/form/FormContext";
import { EmptyState } from "../../ui/EmptyState";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { PersonAvatar } from "../../ui/PersonAvatar";
import { teamTree, type TeamNode } from "./teamTree";
import "./settings.css";

export function TeamTreePage() {
  const { t } = useTranslation();
  const team = useObject("team");
  const user = useObject("user");
  if (!team || !user) return <EmptyState text={t("error.notFoundHint")} />;
  return <Shown team={team} user={user} />;
}

function Shown({ team, user }: { team: ObjectMeta; user: ObjectMeta }) {
  const { t } = useTranslation();
  const teams = useQuery(someRecords(team, { limit: 200, sort: "name" }));
  const users = useQuery(someRecords(user, { limit: 200, sort: "name", filter: { all: [{ field: "is_active", is: true }, { field: "team", is_empty: false }] } }));
  useLive(["team", "user"]);
  const error = teams.error ?? users.error;
  return (
    <div className="page">
      <PageHead title={t("settings.teams.tree")} about={t("settings.teams.about")} back="/teams" />
      {teams.data && users.data ? (
        <ul className="team-tree">
          {teamTree(teams.data.items).map((node) => (
            <Branch key={node.team.id} node={node} meta={team} people={users.data.items} />
          ))}
        </ul>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void Promise.all([teams.refetch(), users.refetch()])} />
      ) : (
        <Loading />
      )}
    </div>
  );
}

function Branch({ node, meta, people }: { node: TeamNode; meta: ObjectMeta; people: readonly Row[] }) {
  const { t } = useTranslation();
  const { openForm } = use(FormContext);
  const { team, below } = node;
  const members = people.filter((each) => idOf(each["team"]) === team.id);
  return (
    <li>
      <div className="team-line">
        <Link to={`/teams/${team.id}`}>{team.title}</Link>
        {idOf(team["manager"]) !== null && (
          <Tag>
            {t("settings.teams.manager")} {titleOf(team["manager"])}
          </Tag>
        )}
        <span className="grow" />
        {meta.rights.create && (
          <Button
            size="small"
            type="text"
            icon={<PlusOutlined />}
            aria-label={t("settings.teams.below", { team: team.title })}
            title={t("settings.teams.below", { team: team.title })}
            onClick={() => openForm({ object: "team", values: { parent: { id: team.id, title: team.title } } })}
          />
        )}
      </div>
      {members.length > 0 && (
        <div className="team-members">
          {members.map((each) => (
            <Link key={each.id} to={`/users/${each.id}`} className="person">
              <PersonAvatar name={each.title} size={18} /> {each.title}
            </Link>
          ))}
        </div>
      )}
      {below.length > 0 && (
        <ul>
          {below.map((each) => (
            <Branch key={each.team.id} node={each} meta={meta} people={people} />
          ))}
        </ul>
      )}
    </li>
  );
}
