/** What the law asks about a person's data: giving it out, erasing it. */
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";

const PersonDataButton = lazily(() => import("./PersonDataButton").then((module) => ({ default: module.PersonDataButton })));

export const workspace = defineWorkspace({
  name: "personData",
  recordActions: [{ key: "person-data", order: 95, objects: ["contact", "lead", "account"], visible: (record) => !("segment" in record) || record["segment"] === "individual", Part: PersonDataButton }],
});
