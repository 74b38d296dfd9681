/** The navigation: objects and workspaces by department. */
import { MenuFoldOutlined, MenuUnfoldOutlined, SettingOutlined } from "@ant-design/icons";
import { Button, Menu, type MenuProps } from "antd";
import { Suspense, type ComponentType } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "react-router";
import { useObjects } from "../api/objects";
import { useMe } from "../api/session";
import { departments } from "../objects/departments";
import { ObjectIcon } from "../objects/ObjectIcon";
import { readsOf, slot } from "../objects/slots";

type Item = NonNullable<MenuProps["items"]>[number];

export function SideNav({ collapsed, onCollapse, onGo }: { collapsed: boolean; onCollapse?: (next: boolean) => void; onGo?: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const objects = useObjects();
  const { pathname } = useLocation();
  const extra = slot("navigation").filter((entry) => entry.visible?.(me, readsOf(objects)) ?? true);

  const groups: Item[] = departments(objects).flatMap(({ department, objects: mine }): Item[] => {
    if (department === "setup") return [];
    const pages = extra.filter((entry) => entry.department === department);
    const leaf = (path: string, icon: React.ReactNode, text: string, Badge?: ComponentType) => ({
      key: path,
      icon,
      label: (
        <Link to={path}>
          {text}
          {Badge && (
            <Suspense fallback={null}>
              <Badge />
            </Suspense>
          )}
        </Link>
      ),
      title: text,
    });
    const taken = new Set(pages.map((entry) => entry.path));
    const items = [
      ...pages.filter((entry) => (entry.order ?? 100) < 100).map((entry) => leaf(entry.path, entry.icon, t(entry.label), entry.Badge)),
      ...mine.filter((meta) => !taken.has(`/${meta.plural}`)).map((meta) => leaf(`/${meta.plural}`, <ObjectIcon meta={meta} />, meta.label_plural)),
      ...pages.filter((entry) => (entry.order ?? 100) >= 100).map((entry) => leaf(entry.path, entry.icon, t(entry.label), entry.Badge)),
    ];
    if (items.length === 0) return [];
    if (department === "home") return items;
    return [{ type: "group", key: department, label: collapsed ? <span className="nav-rule" /> : t(`department.${department}`), children: items }];
  });
  const setup = objects.some((meta) => meta.is_setup && meta.rights.read) || extra.some((entry) => entry.department === "setup");
  if (setup) groups.push({ type: "divider" }, { key: "/setup", icon: <SettingOutlined />, label: <Link to="/setup">{t("department.setup")}</Link>, title: t("department.setup") });

  const here = `/${pathname.split("/")[1] ?? ""}`;
  const exact = extra.find((entry) => entry.path !== "/" && (pathname === entry.path || pathname.startsWith(`${entry.path}/`)));
  const underSetup = exact ? exact.department === "setup" : objects.some((meta) => meta.is_setup && `/${meta.plural}` === here);
  return (
    <nav className="side-nav" aria-label={t("menu.navigation")}>
      <Link to="/" className="brand" onClick={onGo}>
        <img src="/assets/magpie.svg" alt="" width={24} height={24} />
        {!collapsed && <span>{t("app.name")}</span>}
      </Link>
      <Menu
        mode="inline"
        inlineIndent={12}
        inlineCollapsed={collapsed}
        items={groups}
        selectedKeys={[exact && !underSetup ? exact.path : underSetup ? "/setup" : here]}
        onClick={onGo}
        className="side-menu"
      />
      {onCollapse && (
        <Button
          type="text"
          className="collapse"
          icon={collapsed ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
          onClick={() => onCollapse(!collapsed)}
          aria-label={collapsed ? t("menu.expand") : t("menu.collapse")}
        >
          {collapsed ? null : t("menu.collapse")}
        </Button>
      )}
    </nav>
  );
}
