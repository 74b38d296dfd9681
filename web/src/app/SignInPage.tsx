/** The sign-in page. A demo installation says which users can be tried. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Flex, Segmented } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";
import { isProblem } from "../api/problem";
import { meQuery } from "../api/session";
import type { Language } from "../api/types";
import { chooseLanguage } from "./i18n";
import { SignInForm } from "./SignInForm";

export function SignInPage() {
  const { t, i18n } = useTranslation();
  const navigate = useNavigate();
  const [parameters] = useSearchParams();
  const client = useQueryClient();
  const { data, error } = useQuery(meQuery);
  const [user, setUser] = useState("");
  const wanted = parameters.get("next") ?? "/";
  const next = wanted.startsWith("/") && !wanted.startsWith("//") ? wanted : "/";
  const demo = isProblem(error) && error.document.demo ? error.document : null;
  const demoUsers = demo?.demo_users ?? [];

  useEffect(() => {
    if (data) void navigate(next, { replace: true });
  }, [data, navigate, next]);

  const done = async () => {
    client.clear();
    await client.fetchQuery(meQuery);
    void navigate(next, { replace: true });
  };

  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <Flex justify="space-between" align="center" className="gap-below">
          <Flex align="center" gap={10}>
            <img src="/assets/magpie.svg" alt="" width={32} height={32} />
            <h1>{t("app.name")}</h1>
          </Flex>
          <Segmented<Language>
            size="small"
            aria-label={t("menu.language")}
            value={i18n.language as Language}
            onChange={(language) => void chooseLanguage(language)}
            options={[
              { value: "zh-hans", label: "中文" },
              { value: "en", label: "English" },
            ]}
          />
        </Flex>
        <p className="muted">{t("app.claim")}</p>
        <SignInForm user={user} onDone={() => void done()} />
        {demo && (
          <div className="sign-in-demo">
            <p className="muted">{t("signIn.demo")}</p>
            <div className="sign-in-users">
              {demoUsers.map((each) => (
                <Button key={each.username} size="small" onClick={() => setUser(each.username)} title={each.role ?? each.name ?? ""}>
                  <b>{each.username}</b> <span className="muted ellipsis">{each.role ?? each.name}</span>
                </Button>
              ))}
            </div>
          </div>
        )}
      </div>
    </main>
  );
}
