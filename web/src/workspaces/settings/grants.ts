/** What a role allows, as the server keeps it: by object, and "*" for business objects not named. Pure. */
import type { Filter } from "../../api/types";

export type Scope = "none" | "own" | "team" | "all" | Filter;
export type FieldRight = "hidden" | "read";

export interface Grant {
  read?: Scope;
  update?: Scope;
  delete?: Scope;
  create?: boolean;
  export?: boolean;
  import?: boolean;
  actions?: Record<string, boolean>;
  fields?: Record<string, FieldRight>;
}

export type Grants = Record<string, Grant>;

export const SCOPED = ["read", "update", "delete"] as const;
export const SWITCHED = ["create", "export", "import"] as const;
export const NAMED_SCOPES = ["none", "own", "team", "all"] as const;

/** What holds for an object: its own entry, else that of all others; set-up objects take nothing from "*". */
export function effective(grants: Grants, object: string, isSetup: boolean): Grant {
  return grants[object] ?? (isSetup || object === "*" ? {} : (grants["*"] ?? {}));
}

/** Sets one right; an object that followed "*" begins with what it had from there. */
export function withRight(grants: Grants, object: string, isSetup: boolean, change: Partial<Grant>): Grants {
  return { ...grants, [object]: { ...effective(grants, object, isSetup), ...change } };
}

/** Lets an object follow "*" again. */
export function following(grants: Grants, object: string): Grants {
  return Object.fromEntries(Object.entries(grants).filter(([name]) => name !== object));
}

export function withField(grants: Grants, object: string, isSetup: boolean, field: string, right: FieldRight | "write"): Grants {
  const fields = Object.fromEntries(Object.entries(effective(grants, object, isSetup).fields ?? {}).filter(([name]) => name !== field));
  if (right !== "write") fields[field] = right;
  return withRight(grants, object, isSetup, { fields });
}

/** Opens or closes one action; open is what needs no entry. */
export function withAction(grants: Grants, object: string, isSetup: boolean, action: string, isOpen: boolean): Grants {
  const actions = Object.fromEntries(Object.entries(effective(grants, object, isSetup).actions ?? {}).filter(([name]) => name !== action));
  if (!isOpen) actions[action] = false;
  return withRight(grants, object, isSetup, { actions });
}

export const scopeKind = (scope: Scope | undefined): "none" | "own" | "team" | "all" | "filter" => (typeof scope === "object" ? "filter" : (scope ?? "none"));
