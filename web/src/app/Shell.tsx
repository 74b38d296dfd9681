/** What stands around every page: navigation left, bar on top, the palette, the form drawer. It also makes sure that somebody is signed in. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Layout } from "antd";
import { Suspense, useEffect, useState } from "react";
import { Navigate, Outlet, useLocation } from "react-router";
import { connect } from "../api/live";
import { objectsQuery } from "../api/objects";
import { lazily } from "../api/parts";
import { isProblem } from "../api/problem";
import { meQuery } from "../api/session";
import { FormHost } from "../objects/form/FormHost";
import { slot } from "../objects/slots";
import { setZone } from "../lib/time";
import { Catch } from "../ui/Catch";
import { ErrorState } from "../ui/ErrorState";
import { Loading } from "../ui/Loading";
import { useNarrow } from "../ui/useNarrow";
import { chooseLanguage } from "./i18n";
import { SideNav } from "./SideNav";
import { TopBar } from "./TopBar";

const CommandPalette = lazily(() => import("./CommandPalette").then((module) => ({ default: module.CommandPalette })));

const SideDrawer = lazily(() => import("./SideDrawer").then((module) => ({ default: module.SideDrawer })));

const COLLAPSED = "magpie.navigation.collapsed";

export function Shell() {
  const location = useLocation();
  const me = useQuery(meQuery);
  const objects = useQuery({ ...objectsQuery, enabled: !!me.data });
  const language = me.data?.language;
  const zone = me.data?.time_zone;
  if (zone) setZone(zone);

  useEffect(() => {
    if (language) void chooseLanguage(language);
  }, [language]);

  if (isProblem(me.error) && !me.data && (me.error.status === 401 || me.error.status === 403)) {
    const next = location.pathname + location.search;
    return <Navigate to={next === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`} replace />;
  }
  const error = (!me.data && me.error) || (!objects.data && objects.error);
  if (error) return <ErrorState error={error} onRetry={() => void (me.error ? me.refetch() : objects.refetch())} />;
  if (!me.data || !objects.data) return <Loading rows={8} />;
  return <Frame />;
}

function Frame() {
  const location = useLocation();
  const client = useQueryClient();
  const narrow = useNarrow();
  const [collapsed, setCollapsed] = useState(() => localStorage.getItem(COLLAPSED) === "yes");
  const [drawer, setDrawer] = useState(false);
  const [palette, setPalette] = useState(false);

  useEffect(() => connect(client), [client]);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setPalette((open) => !open);
      }
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);

  const collapse = (next: boolean) => {
    localStorage.setItem(COLLAPSED, next ? "yes" : "no");
    setCollapsed(next);
  };

  return (
    <FormHost>
      <Layout className="shell">
        {narrow ? (
          <Suspense fallback={null}>
            <SideDrawer open={drawer} onClose={() => setDrawer(false)} />
          </Suspense>
        ) : (
          <Layout.Sider width={196} collapsedWidth={52} collapsed={collapsed} theme="light" className="side" trigger={null}>
            <SideNav collapsed={collapsed} onCollapse={collapse} />
          </Layout.Sider>
        )}
        <Layout className="shell-main">
          <TopBar onMenu={narrow ? () => setDrawer(true) : undefined} onSearch={() => setPalette(true)} />
          {slot("banners").map(({ key, Part }) => (
            <Catch key={key}>
              <Suspense fallback={null}>
                <Part />
              </Suspense>
            </Catch>
          ))}
          <Layout.Content className="content" data-path={location.pathname + location.search}>
            <Catch resetKey={location.pathname}>
              <Suspense fallback={<Loading />}>
                <Outlet />
              </Suspense>
            </Catch>
          </Layout.Content>
        </Layout>
      </Layout>
      <Suspense fallback={null}>{palette && <CommandPalette onClose={() => setPalette(false)} />}</Suspense>
      {slot("background").map(({ key, Part }) => (
        <Catch key={key}>
          <Suspense fallback={null}>
            <Part />
          </Suspense>
        </Catch>
      ))}
    </FormHost>
  );
}
