/** Where an object stands in the navigation: what the server says, else the usual department of its name. */
import type { ObjectMeta } from "../api/types";
import type { Department } from "./slots";

export const DEPARTMENTS: readonly Department[] = ["home", "marketing", "sales", "orders", "service", "activities", "analysis", "automation", "setup"];

const usual: Record<string, Department> = {
  campaign: "marketing", campaign_member: "marketing", segment: "marketing", sequence: "marketing", form: "marketing", landing_page: "marketing", visitor: "marketing",
  lead: "sales", account: "sales", contact: "sales", opportunity: "sales", relation: "sales", target: "sales", playbook: "sales", competitor: "sales",
  product: "orders", price_list: "orders", quote: "orders", contract: "orders", order: "orders", shipment: "orders", invoice: "orders", receivable: "orders",
  instalment: "orders", payment: "orders", commission: "orders", return: "orders",
  case: "service", complaint: "service", article: "service", knowledge_article: "service",
  task: "activities", meeting: "activities", call: "activities", note: "activities", reminder: "activities", work_log: "activities", hand_over: "activities", handover: "activities",
  workflow: "automation", run: "automation",
  report: "analysis", dashboard: "analysis", metric: "analysis", list: "setup",
};

const order = Object.keys(usual);

export function departmentOf(meta: ObjectMeta): Department {
  if (meta.is_setup && meta.name !== "workflow") return "setup";
  const said = DEPARTMENTS.find((department) => department === (meta.group === "catalog" ? "orders" : meta.group));
  return said ?? usual[meta.name] ?? "sales";
}

/**
 * Is this only a part of another object's record, like the rivals of an opportunity? Such records are made and seen on that record's page; their
 * own list is reached from its card there, or by search. An own object stands where its maker put it.
 */
function isPart(meta: ObjectMeta, objects: readonly ObjectMeta[]): boolean {
  if (meta.own || meta.is_setup || meta.name in usual) return false;
  return meta.fields.some((field) => field.type === "reference" && field.required && objects.some((other) => other.name === field.object && !other.is_setup && other.listed !== false));
}

/** The objects of each department that the caller may read, in the usual order. */
export function departments(objects: readonly ObjectMeta[]): { department: Department; objects: ObjectMeta[] }[] {
  const place = (meta: ObjectMeta) => {
    const at = order.indexOf(meta.name);
    return at < 0 ? order.length : at;
  };
  return DEPARTMENTS.map((department) => ({
    department,
    objects: objects.filter((meta) => meta.rights.read && meta.listed !== false && departmentOf(meta) === department && !isPart(meta, objects)).sort((a, b) => place(a) - place(b)),
  }));
}
