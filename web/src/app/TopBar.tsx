/** The bar on top: search, quick create, what workspaces add (the bell), help and the person's menu. */
import { LogoutOutlined, MenuOutlined, MoonOutlined, PlusOutlined, QuestionCircleOutlined, SearchOutlined, SwapOutlined, TranslationOutlined, UserOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Dropdown, Layout } from "antd";
import { Suspense, use, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useObjects } from "../api/objects";
import { lazily } from "../api/parts";
import { changeMe, meQuery, signOut, useMe } from "../api/session";
import type { Language } from "../api/types";
import { departments } from "../objects/departments";
import { FormContext } from "../objects/form/FormContext";
import { ObjectIcon } from "../objects/ObjectIcon";
import { slot } from "../objects/slots";
import { Catch } from "../ui/Catch";
import { mayLeave } from "../lib/leaving";
import { PersonAvatar } from "../ui/PersonAvatar";
import { sentenceOf } from "../ui/Problems";
import { useNarrow } from "../ui/useNarrow";
import { AppearanceContext } from "./AppearanceContext";
import { chooseLanguage } from "./i18n";
import type { Appearance } from "./theme";

const HelpDialog = lazily(() => import("./HelpDialog").then((module) => ({ default: module.HelpDialog })));

export function TopBar({ onMenu, onSearch }: { onMenu: (() => void) | undefined; onSearch: () => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const narrow = useNarrow();
  const objects = useObjects();
  const client = useQueryClient();
  const { message } = App.useApp();
  const { openForm } = use(FormContext);
  const { appearance, change } = use(AppearanceContext);
  const [help, setHelp] = useState(false);
  const makeable = departments(objects)
    .filter(({ department }) => department !== "setup")
    .flatMap((each) => each.objects)
    .filter((meta) => meta.rights.create);

  const leave = async () => {
    if (!(await mayLeave())) return;
    try {
      await signOut();
    } catch (error) {
      void message.error(sentenceOf(error));
      return;
    }
    client.clear();
    location.assign("/sign-in");
  };
  const speak = async (language: Language) => {
    void chooseLanguage(language);
    try {
      client.setQueryData(meQuery.queryKey, await changeMe({ language }));
      await client.invalidateQueries();
    } catch (error) {
      void message.error(sentenceOf(error));
    }
  };

  return (
    <Layout.Header className="top-bar">
      {onMenu && <Button type="text" icon={<MenuOutlined />} onClick={onMenu} aria-label={t("menu.navigation")} />}
      <button type="button" className="search-box" onClick={onSearch}>
        <SearchOutlined />
        <span className="search-hint">{t("palette.hint")}</span>
        {!narrow && <kbd>{navigator.platform.startsWith("Mac") ? "⌘K" : "Ctrl K"}</kbd>}
      </button>
      <span className="grow" />
      {makeable.length > 0 && (
        <Dropdown
          trigger={["click"]}
          menu={{
            items: makeable.map((meta) => ({ key: meta.name, icon: <ObjectIcon meta={meta} />, label: meta.label })),
            onClick: ({ key }) => openForm({ object: key }),
          }}
        >
          <Button type="primary" icon={<PlusOutlined />} aria-label={t("menu.create")}>
            {narrow ? null : t("menu.create")}
          </Button>
        </Dropdown>
      )}
      {slot("topBar").map(({ key, Item }) => (
        <Catch key={key}>
          <Suspense fallback={null}>
            <Item />
          </Suspense>
        </Catch>
      ))}
      {!narrow && <Button type="text" icon={<QuestionCircleOutlined />} onClick={() => setHelp(true)} aria-label={t("menu.help")} title={t("menu.help")} />}
      <Dropdown
        trigger={["click"]}
        placement="bottomRight"
        menu={{
          selectable: true,
          multiple: true,
          selectedKeys: [`language:${me.language}`, `appearance:${appearance}`],
          items: [
            { type: "group", key: "who", label: `${me.name} · ${me.team?.title ?? me.username}` },
            { key: "profile", icon: <UserOutlined />, label: <Link to="/profile">{t("profile.title")}</Link> },
            { key: "deputies", icon: <SwapOutlined />, label: <Link to="/deputies">{t("deputies.title")}</Link> },
            {
              key: "language",
              icon: <TranslationOutlined />,
              label: t("menu.language"),
              children: [
                { key: "language:zh-hans", label: "中文（简体）" },
                { key: "language:en", label: "English" },
              ],
            },
            {
              key: "appearance",
              icon: <MoonOutlined />,
              label: t("menu.appearance"),
              children: (["light", "dark", "system"] as const).map((each) => ({ key: `appearance:${each}`, label: t(`menu.${each}`) })),
            },
            ...(narrow ? [{ key: "help", icon: <QuestionCircleOutlined />, label: t("menu.help") }] : []),
            { type: "divider" },
            { key: "leave", icon: <LogoutOutlined />, label: t("menu.signOut") },
          ],
          onClick: ({ key }) => {
            const [what, value] = key.split(":");
            if (key === "leave") void leave();
            else if (key === "help") setHelp(true);
            else if (what === "language") void speak(value as Language);
            else if (what === "appearance") change(value as Appearance);
          },
        }}
      >
        <button type="button" className="who" aria-label={t("menu.mine")}>
          <PersonAvatar name={me.name || me.username} size={26} />
          {!narrow && <span className="who-name">{me.name || me.username}</span>}
        </button>
      </Dropdown>
      <Suspense fallback={null}>{help && <HelpDialog open onClose={() => setHelp(false)} />}</Suspense>
    </Layout.Header>
  );
}
