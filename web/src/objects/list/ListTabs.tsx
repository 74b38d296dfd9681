/** The saved lists: pinned ones as tabs, all in the drop-down; saving what was changed. */
import { DeleteOutlined, DownOutlined, SaveOutlined, StarFilled, StarOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Dropdown, type MenuProps } from "antd";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useObject } from "../../api/objects";
import { lazily } from "../../api/parts";
import { createRecord, deleteRecord, updateRecord } from "../../api/records";
import { useMe } from "../../api/session";
import type { ObjectMeta, SavedList } from "../../api/types";
import { sentenceOf } from "../../ui/Problems";
import { useNarrow } from "../../ui/useNarrow";
import type { ListTools } from "./useList";

const NameDialog = lazily(() => import("./NameDialog").then((module) => ({ default: module.NameDialog })));

const LIST = { name: "list", plural: "lists" };

export function ListTabs({ meta, list }: { meta: ObjectMeta; list: ListTools }) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const me = useMe();
  const client = useQueryClient();
  const { modal, message } = App.useApp();
  const listMeta = useObject("list");
  const [naming, setNaming] = useState(false);
  const { lists, saved, chosen, effective, choose } = list;
  const all = t("list.all", { objects: meta.label_plural });
  const builtIn = [{ key: "all", label: all }, ...meta.scenes.map((scene) => ({ key: scene.name, label: scene.label }))];
  const entries = [...builtIn, ...lists.map((each) => ({ key: String(each.id), label: each.title }))];
  const current = entries.find((entry) => entry.key === chosen) ?? { key: chosen, label: saved?.title ?? all };
  const tabs = narrow ? [] : [...builtIn, ...entries.filter((entry) => lists.some((each) => String(each.id) === entry.key && each.pinned)).slice(0, 6)];
  const shownAsTab = tabs.some((tab) => tab.key === current.key);
  const go = (key: string) => choose(key === "all" && !lists.some((each) => each.is_default) ? null : key);

  const values = { view: effective.view, filter: effective.filter ?? {}, columns: effective.columns, sort: effective.sort ?? "", group_by: (effective.view === "board" ? effective.board : effective.group) ?? "", density: effective.density };
  const refresh = () => client.invalidateQueries({ queryKey: ["records", "list"] });
  const saveChanges = async (target: SavedList) => {
    try {
      await updateRecord(LIST, target.id, values);
      await refresh();
      choose(String(target.id));
      void message.success(t("list.saved"));
    } catch (error) {
      void message.error(sentenceOf(error));
    }
  };
  /** One list opens first for oneself, and one for everybody: the former ones no longer do. */
  const setDefault = async (target: SavedList, how: string) => {
    const forMe = how === "mine" || how === "copy";
    const ownerOf = (each: SavedList) => (each["owner"] as { id?: number } | null)?.id;
    const former = how === "not" ? [] : lists.filter((each) => each.id !== target.id && each.is_default && (forMe ? each.visibility === "private" && ownerOf(each) === me.id : each.visibility === "public"));
    try {
      for (const each of former) await updateRecord(LIST, each.id, { is_default: false });
      if (how === "copy") await createRecord(LIST, { ...values, name: target.name, object: meta.name, visibility: "private", pinned: false, is_default: true });
      else await updateRecord(LIST, target.id, how === "not" ? { is_default: false } : how === "all" ? { is_default: true, visibility: "public" } : { is_default: true });
      void message.success(t(how === "not" ? "list.defaultGone" : "list.defaultSet", { name: target.name }));
    } catch (error) {
      void message.error(sentenceOf(error));
    }
    await refresh();
  };
  const askDefault = (target: SavedList, how: string) => {
    if (how !== "all" || target.visibility === "public") void setDefault(target, how);
    else modal.confirm({ title: t("list.defaultAll"), content: t("list.defaultAllSure", { name: target.name }), onOk: () => setDefault(target, how) });
  };
  const drop = (target: SavedList) =>
    modal.confirm({
      title: t("list.deleteListSure", { name: target.title }),
      okText: t("bulk.delete"),
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await deleteRecord(LIST, target.id);
          choose(null);
          await refresh();
        } catch (error) {
          void message.error(sentenceOf(error));
        }
      },
    });

  const owner = saved?.["owner"] as { id?: number } | null | undefined;
  const mayChange = !!saved && (me.is_administrator || !owner?.id || owner.id === me.id) && !!listMeta?.rights.update;
  const isMine = owner?.id === me.id;
  const defaults: MenuProps["items"] =
    !saved || !listMeta?.rights.create
      ? []
      : [
          ...(saved.is_default && mayChange ? [{ key: "default:not", icon: <StarFilled />, label: t("list.defaultNot") }] : []),
          ...(isMine && saved.visibility === "private" && !saved.is_default ? [{ key: "default:mine", icon: <StarOutlined />, label: t("list.defaultMine") }] : []),
          ...(saved.visibility !== "private" ? [{ key: "default:copy", icon: <StarOutlined />, label: t("list.defaultCopy") }] : []),
          ...(me.is_administrator && mayChange && !(saved.is_default && saved.visibility === "public") ? [{ key: "default:all", icon: <StarOutlined />, label: t("list.defaultAll") }] : []),
        ];
  const items: MenuProps["items"] = [
    ...builtIn.map((entry) => ({ key: `list:${entry.key}`, label: entry.label })),
    ...(["private", "team", "public"] as const).flatMap((visibility) => {
      const mine = lists.filter((each) => each.visibility === visibility);
      return mine.length ? [{ type: "group" as const, key: visibility, label: t(`list.${visibility}`), children: mine.map((each) => ({ key: `list:${each.id}`, label: each.title })) }] : [];
    }),
    ...(listMeta?.rights.create
      ? [
          { type: "divider" as const },
          ...(mayChange && effective.changed ? [{ key: "save", icon: <SaveOutlined />, label: t("list.saveChanges") }] : []),
          { key: "saveAs", icon: <SaveOutlined />, label: t("list.saveAs") },
          ...defaults,
          ...(mayChange ? [{ key: "delete", icon: <DeleteOutlined />, danger: true, label: t("list.deleteList") }] : []),
        ]
      : []),
  ];

  return (
    <div className="list-tabs">
      <h1 className="list-title">{narrow ? current.label : meta.label_plural}</h1>
      {tabs.map((tab) => (
        <button key={tab.key} type="button" className={`tab${tab.key === current.key ? " is-on" : ""}${builtIn.some((each) => each.key === tab.key) ? " is-built-in" : ""}`} aria-current={tab.key === current.key ? "page" : undefined} onClick={() => go(tab.key)}>
          {tab.label}
        </button>
      ))}
      <Dropdown
        trigger={["click"]}
        menu={{
          items,
          selectable: true,
          selectedKeys: [`list:${current.key}`],
          onClick: ({ key }) => {
            if (key.startsWith("list:")) go(key.slice(5));
            else if (key.startsWith("default:") && saved) askDefault(saved, key.slice(8));
            else if (key === "saveAs") setNaming(true);
            else if (key === "save" && saved) void saveChanges(saved);
            else if (key === "delete" && saved) drop(saved);
          },
        }}
      >
        <Button type="text" className={!shownAsTab && !narrow ? "tab is-on" : "tab"}>
          {shownAsTab || narrow ? t("list.lists") : current.label} <DownOutlined />
        </Button>
      </Dropdown>
      {effective.changed && listMeta?.rights.create && !narrow && (
        <Button size="small" type="link" icon={<SaveOutlined />} onClick={() => (mayChange && saved ? void saveChanges(saved) : setNaming(true))}>
          {t("list.save")}
        </Button>
      )}
      <Suspense fallback={null}>{naming && (
        <NameDialog
          start={saved?.name ?? ""}
          onClose={() => setNaming(false)}
          onSave={async ({ name, visibility, pinned, isDefault }) => {
            const made = await createRecord(LIST, { ...values, name, object: meta.name, visibility, pinned, is_default: isDefault });
            await refresh();
            setNaming(false);
            choose(String(made.id));
            void message.success(t("list.saved"));
          }}
        />
      )}</Suspense>
    </div>
  );
}
