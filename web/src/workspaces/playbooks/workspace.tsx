/** What to say and do at the stage that a lead or an opportunity is in. */
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";

const PlaybookPanel = lazily(() => import("./PlaybookPanel").then((module) => ({ default: module.PlaybookPanel })));

export const workspace = defineWorkspace({
  name: "playbooks",
  recordGuides: [{ key: "playbook", objects: ["lead", "opportunity"], Part: PlaybookPanel }],
});
