/** The names of an object's things in groups: Chinese, English, as delivered. */
import { RollbackOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import type { NameItem, NamedObject, Tongue } from "./calls";
import { NameCell } from "./NameCell";
import { nameOf, type Group } from "./rows";

interface Props {
  groups: readonly Group[];
  /** Given when the things of several objects are shown. */
  objects: readonly NamedObject[] | null;
  onSave: (item: NameItem, tongue: Tongue, text: string) => Promise<boolean>;
  onReset: (item: NameItem) => void;
}

export function NamesTable({ groups, objects, onSave, onReset }: Props) {
  const { t, i18n } = useTranslation();
  const isChinese = i18n.language.startsWith("zh");
  return (
    <div className="plain-table-box">
      <table className="plain-table names-table">
        <thead>
          <tr>
            <th scope="col">{t("names.what")}</th>
            <th scope="col" className="names-tongue">{t("names.zh")}</th>
            <th scope="col" className="names-tongue">{t("names.en")}</th>
            <th scope="col" className="names-delivered">{t("names.delivered")}</th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <Fragment key={group.kind}>
              <tr className="names-group">
                <th scope="colgroup" colSpan={4}>
                  {group.label} <span className="muted">{group.items.length}</span>
                </th>
              </tr>
              {group.items.map((item) => {
                const name = nameOf(item, isChinese);
                const where = [objects?.find((each) => each.name === item.under)?.label, item.kind === "objects" ? item.kind_label : item.context].filter(Boolean).join(" · ");
                return (
                  <tr key={item.id}>
                    <td className="is-heading">
                      <span className="names-what" title={item.key}>{item.kind === "help" ? item.context : name}</span>
                      {where && where !== name && item.kind !== "help" && <span className="muted names-where">{where}</span>}
                    </td>
                    <td data-title={t("names.zh")}>
                      <NameCell item={item} tongue="zh" name={name} onSave={onSave} />
                    </td>
                    <td data-title={t("names.en")}>
                      <NameCell item={item} tongue="en" name={name} onSave={onSave} />
                    </td>
                    <td data-title={t("names.delivered")} className="names-delivered">
                      <span className="muted names-was">{item.is_own ? t("names.own") : [...new Set([item.delivered_zh, item.delivered_en])].filter(Boolean).join(" / ")}</span>
                      {item.changed && <Button size="small" type="text" icon={<RollbackOutlined />} aria-label={`${t("names.reset")}: ${name}`} title={t("names.reset")} onClick={() => onReset(item)} />}
                    </td>
                  </tr>
                );
              })}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  );
}
