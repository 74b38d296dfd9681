/** The customer file: further ways to reach people, what they agreed to, how they hang together. */
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";

const ReachPanel = lazily(() => import("./ReachPanel").then((module) => ({ default: module.ReachPanel })));
const ConsentPanel = lazily(() => import("./ConsentPanel").then((module) => ({ default: module.ConsentPanel })));
const RelationsTab = lazily(() => import("./RelationsTab").then((module) => ({ default: module.RelationsTab })));

export const workspace = defineWorkspace({
  name: "customers",
  recordPanels: [
    { key: "reach", order: 40, objects: ["account", "contact"], Part: ReachPanel },
    { key: "consent", order: 60, objects: ["account", "contact", "lead"], Part: ConsentPanel },
  ],
  recordTabs: [{ key: "relations", order: 40, objects: ["account", "contact"], label: "customers.relations.title", Part: RelationsTab }],
});
