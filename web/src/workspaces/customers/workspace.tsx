/** The customer file: further ways to reach people, what they agreed to, how they hang together. */
import { lazy } from "react";
import { defineWorkspace } from "../../objects/slots";

const ReachPanel = lazy(() => import("./ReachPanel").then((module) => ({ default: module.ReachPanel })));
const ConsentPanel = lazy(() => import("./ConsentPanel").then((module) => ({ default: module.ConsentPanel })));
const RelationsTab = lazy(() => import("./RelationsTab").then((module) => ({ default: module.RelationsTab })));

export const workspace = defineWorkspace({
  name: "customers",
  recordPanels: [
    { key: "reach", order: 40, objects: ["account", "contact"], Part: ReachPanel },
    { key: "consent", order: 60, objects: ["account", "contact", "lead"], Part: ConsentPanel },
  ],
  recordTabs: [{ key: "relations", order: 40, objects: ["account", "contact"], label: "customers.relations.title", Part: RelationsTab }],
});
