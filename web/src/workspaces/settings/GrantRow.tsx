/** The rights of a role on one object; on all objects that have none of their own when `meta` is null. */
import { UndoOutlined } from "@ant-design/icons";
import { Button, Checkbox, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Filter, ObjectMeta } from "../../api/types";
import { ActionRightsDialog } from "./ActionRightsDialog";
import { FieldRightsDialog } from "./FieldRightsDialog";
import { FilterDialog } from "./FilterDialog";
import { effective, following, NAMED_SCOPES, scopeKind, withAction, withField, withRight, type Grants, type SCOPED, type Scope } from "./grants";

type Scoped = (typeof SCOPED)[number];

interface Props {
  grants: Grants;
  meta: ObjectMeta | null;
  mayWrite: boolean;
  onChange: (grants: Grants) => void;
}

export function GrantRow({ grants, meta, mayWrite, onChange }: Props) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState<Scoped | null>(null);
  const [fields, setFields] = useState(false);
  const [actions, setActions] = useState(false);
  const object = meta?.name ?? "*";
  const isSetup = meta?.is_setup ?? false;
  const grant = effective(grants, object, isSetup);
  const own = object in grants;
  const label = meta ? meta.label_plural : t("settings.roles.others");
  const set = (right: Scoped, scope: Scope) => onChange(withRight(grants, object, isSetup, { [right]: scope }));
  const closed = Object.keys(grant.fields ?? {}).length;
  const closedActions = Object.values(grant.actions ?? {}).filter((isOpen) => !isOpen).length;

  const scope = (right: Scoped) => (
    <td data-title={t(`settings.roles.right.${right}`)}>
      <Select
        size="small"
        className={`grant-scope is-${scopeKind(grant[right])}`}
        disabled={!mayWrite}
        aria-label={`${label}: ${t(`settings.roles.right.${right}`)}`}
        popupMatchSelectWidth={false}
        value={scopeKind(grant[right])}
        options={[...NAMED_SCOPES, ...(meta ? (["filter"] as const) : [])].map((value) => ({ value, label: t(`settings.roles.scope.${value}`) }))}
        onSelect={(value) => (value === "filter" ? setAsking(right) : set(right, value))}
      />
    </td>
  );
  const check = (right: "create" | "export" | "import") => (
    <td data-title={t(`settings.roles.right.${right}`)}>
      <Checkbox disabled={!mayWrite} aria-label={`${label}: ${t(`settings.roles.right.${right}`)}`} checked={grant[right] === true} onChange={(event) => onChange(withRight(grants, object, isSetup, { [right]: event.target.checked }))} />
    </td>
  );
  const now = asking ? grant[asking] : undefined;

  return (
    <tr className={own || !meta ? "" : "is-following"}>
      <th scope="row" className="is-heading">
        {label}
        {meta && own && mayWrite && (
          <Button type="text" size="small" icon={<UndoOutlined />} title={t("settings.roles.follow")} aria-label={`${label}: ${t("settings.roles.follow")}`} onClick={() => onChange(following(grants, object))} />
        )}
      </th>
      {scope("read")}
      {check("create")}
      {scope("update")}
      {scope("delete")}
      {check("export")}
      {check("import")}
      <td data-title={t("settings.roles.fields")}>
        {meta && (
          <Button size="small" type="link" onClick={() => setFields(true)}>
            {closed > 0 ? t("settings.roles.closed", { count: closed }) : t("settings.roles.allFields")}
          </Button>
        )}
        {meta && asking && (
          <FilterDialog
            meta={meta}
            title={`${label}: ${t(`settings.roles.right.${asking}`)}`}
            filter={typeof now === "object" ? (now as Filter) : null}
            onClose={() => setAsking(null)}
            onApply={(filter) => {
              set(asking, filter ?? "none");
              setAsking(null);
            }}
          />
        )}
        {meta && fields && <FieldRightsDialog meta={meta} fields={grant.fields ?? {}} mayWrite={mayWrite} onChange={(field, right) => onChange(withField(grants, object, isSetup, field, right))} onClose={() => setFields(false)} />}
      </td>
      <td data-title={t("settings.roles.actions")}>
        {meta && meta.actions.length > 0 && (
          <Button size="small" type="link" onClick={() => setActions(true)}>
            {closedActions > 0 ? t("settings.roles.closed", { count: closedActions }) : t("settings.roles.allFields")}
          </Button>
        )}
        {meta && actions && <ActionRightsDialog meta={meta} actions={grant.actions ?? {}} mayWrite={mayWrite} onChange={(action, isOpen) => onChange(withAction(grants, object, isSetup, action, isOpen))} onClose={() => setActions(false)} />}
      </td>
    </tr>
  );
}
