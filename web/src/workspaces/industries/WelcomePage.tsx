/** The first page of a new installation: the company, its week, and the industry to begin with. Everything can be skipped and changed later. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Checkbox, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, useNavigate } from "react-router";
import { Cancelled, isProblem } from "../../api/problem";
import { meQuery, useMe } from "../../api/session";
import { ErrorState } from "../../ui/ErrorState";
import { Loading } from "../../ui/Loading";
import { PageHead } from "../../ui/PageHead";
import { sentenceOf } from "../../ui/Problems";
import { Brings } from "./Brings";
import { answerWelcome, industriesQuery, skipWelcome, welcomeQuery, type Industry, type WelcomeState } from "./calls";
import { IndustryIcon } from "./IndustryIcon";
import "./industries.css";

export function WelcomePage() {
  const me = useMe();
  const now = useQuery({ ...welcomeQuery, enabled: me.is_administrator });
  const industries = useQuery({ ...industriesQuery, enabled: me.is_administrator });
  const error = now.error ?? industries.error;
  if (!me.is_administrator) return <Navigate to="/" replace />;
  if (!now.data || !industries.data) return error ? <ErrorState error={error} onRetry={() => void Promise.all([now.refetch(), industries.refetch()])} /> : <Loading />;
  return <Form now={now.data} industries={industries.data} />;
}

function Form({ now, industries }: { now: WelcomeState; industries: Industry[] }) {
  const { t } = useTranslation();
  const me = useMe();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [said, setSaid] = useState({ company: now.company, language: me.language, time_zone: now.time_zone, working_days: now.working_days, hours: now.hours });
  const [industry, setIndustry] = useState("");
  const [busy, setBusy] = useState("");
  const [wrong, setWrong] = useState("");

  const leave = async (what: "start" | "skip") => {
    setBusy(what);
    setWrong("");
    try {
      if (what === "skip") await skipWelcome();
      else await answerWelcome({ ...said, industry });
      client.setQueryData(welcomeQuery.queryKey, { ...now, wanted: false });
      await client.invalidateQueries({ queryKey: meQuery.queryKey });
      void client.invalidateQueries();
      void navigate("/", { replace: true });
    } catch (error) {
      if (!(error instanceof Cancelled)) setWrong(isProblem(error) && Object.keys(error.fields).length > 0 ? Object.values(error.fields).flat().join("\n") : sentenceOf(error));
      setBusy("");
    }
  };

  return (
    <div className="page welcome">
      <PageHead title={t("industries.welcome.title")} about={t("industries.welcome.about")} />
      <section className="page-box">
        <h2>{t("industries.welcome.company")}</h2>
        <div className="welcome-fields">
          <label htmlFor="welcome-company">{t("industries.welcome.name")}</label>
          <Input id="welcome-company" maxLength={200} placeholder={t("industries.welcome.namePlaceholder")} value={said.company} onChange={(event) => setSaid({ ...said, company: event.target.value })} />
          <label htmlFor="welcome-language">{t("industries.welcome.language")}</label>
          <Select id="welcome-language" value={said.language} options={[{ value: "zh-hans", label: "简体中文" }, { value: "en", label: "English" }]} onChange={(language) => setSaid({ ...said, language })} />
          <label htmlFor="welcome-zone">{t("industries.welcome.zone")}</label>
          <Select id="welcome-zone" showSearch value={said.time_zone} options={[...new Set([said.time_zone, ...Intl.supportedValuesOf("timeZone")])].map((value) => ({ value, label: value.replaceAll("_", " ") }))} onChange={(time_zone) => setSaid({ ...said, time_zone })} />
          <span id="welcome-days">{t("industries.welcome.days")}</span>
          <Checkbox.Group
            aria-labelledby="welcome-days"
            value={said.working_days}
            options={[0, 1, 2, 3, 4, 5, 6].map((day) => ({ value: day, label: t(`industries.welcome.day${String(day)}`) }))}
            onChange={(days) => setSaid({ ...said, working_days: [...days].sort((a, b) => a - b) })}
          />
          <label htmlFor="welcome-hours">{t("industries.welcome.hours")}</label>
          <Input id="welcome-hours" maxLength={100} placeholder="09:00-12:00, 13:00-18:00" value={said.hours} onChange={(event) => setSaid({ ...said, hours: event.target.value })} />
        </div>
      </section>
      <section className="page-box">
        <h2 id="welcome-industry">{t("industries.welcome.industry")}</h2>
        <p className="muted">{t("industries.welcome.industryText")}</p>
        <div className="industry-cards" role="radiogroup" aria-labelledby="welcome-industry">
          {industries.map((each) => (
            <label key={each.key} className={`industry-card${industry === each.key ? " is-chosen" : ""}`}>
              <input type="radio" name="industry" value={each.key} checked={industry === each.key} onChange={() => setIndustry(each.key)} />
              <span className="industry-icon">
                <IndustryIcon name={each.icon} />
              </span>
              <span className="grow">
                <b className="industry-name">{each.name}</b>
                <span className="industry-about">{each.about}</span>
                <Brings industry={each} />
              </span>
            </label>
          ))}
          <label className={`industry-card${industry === "" ? " is-chosen" : ""}`}>
            <input type="radio" name="industry" value="" checked={industry === ""} onChange={() => setIndustry("")} />
            <span className="industry-icon">
              <IndustryIcon name="none" />
            </span>
            <span className="grow">
              <b className="industry-name">{t("industries.welcome.none")}</b>
              <span className="industry-about">{t("industries.welcome.noneText")}</span>
            </span>
          </label>
        </div>
      </section>
      {wrong && <Alert type="error" showIcon className="gap-below" title={<span className="pre-line">{wrong}</span>} />}
      <div className="welcome-end">
        <Button type="primary" size="large" loading={busy === "start"} disabled={busy !== ""} onClick={() => void leave("start")}>
          {t("industries.welcome.start")}
        </Button>
        <Button size="large" loading={busy === "skip"} disabled={busy !== ""} onClick={() => void leave("skip")}>
          {t("industries.welcome.skip")}
        </Button>
        <span className="muted">{t("industries.welcome.later")}</span>
      </div>
    </div>
  );
}
