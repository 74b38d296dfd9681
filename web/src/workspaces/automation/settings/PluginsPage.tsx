/** The plug-ins that are installed: what each brings, or why it was left out. */
import { ApiOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, Tag } from "antd";
import { Trans, useTranslation } from "react-i18next";
import { isProblem } from "../../../api/problem";
import { EmptyState } from "../../../ui/EmptyState";
import { ErrorState } from "../../../ui/ErrorState";
import { Loading } from "../../../ui/Loading";
import { PageHead } from "../../../ui/PageHead";
import { sentenceOf } from "../../../ui/Problems";
import { pluginsQuery, type Plugin } from "./calls";
import "./settings.css";
import "./settingsTexts";

const COMMAND = "pip install …";

export function PluginsPage() {
  const { t } = useTranslation();
  const { data, error, refetch } = useQuery(pluginsQuery);
  if (!data && isProblem(error) && error.status === 403) return <EmptyState text={sentenceOf(error)} />;
  if (!data) return error ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Loading />;
  return (
    <div className="page page-narrow">
      <PageHead title={t("automation.plugins.title")} about={t("automation.plugins.about")} back="/setup" />
      {data.length === 0 && (
        <EmptyState
          text={
            <>
              {t("automation.plugins.none")}
              <br />
              <span className="muted">
                <Trans i18nKey="automation.plugins.how" values={{ command: COMMAND }} components={[<code key="command" />]} />
              </span>
            </>
          }
        />
      )}
      {data.map((plugin) => (
        <Shown key={`${plugin.package} ${plugin.name}`} plugin={plugin} />
      ))}
    </div>
  );
}

function Shown({ plugin }: { plugin: Plugin }) {
  const { t } = useTranslation();
  return (
    <section className="page-box plugin" aria-label={plugin.title}>
      <h2 className="plugin-head">
        <ApiOutlined /> {plugin.title} {plugin.title !== plugin.name && <code className="muted">{plugin.name}</code>}
        <span className="grow" />
        {plugin.version && <Tag variant="filled">{plugin.version}</Tag>}
      </h2>
      {plugin.package && (
        <p className="muted plugin-package">
          {t("automation.plugins.package")} <code>{plugin.package}</code>
        </p>
      )}
      {plugin.error ? (
        <Alert type="error" showIcon title={t("automation.plugins.fault")} description={<code className="plugin-error">{plugin.error}</code>} />
      ) : plugin.brings.length === 0 ? (
        <p className="muted">{t("automation.plugins.nothing")}</p>
      ) : (
        <>
          <h3 className="plugin-brings">{t("automation.plugins.brings")}</h3>
          <ul className="plain-list">
            {plugin.brings.map((each) => (
              <li key={each.name}>
                {each.label} <code className="muted">{each.name}</code>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
