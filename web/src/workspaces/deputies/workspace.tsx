/** Deputies: reached from the menu of the avatar and by command. */
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";

const DeputiesPage = lazily(() => import("./DeputiesPage").then((module) => ({ default: module.DeputiesPage })));

export const workspace = defineWorkspace({
  name: "deputies",
  routes: [{ path: "/deputies", Page: DeputiesPage }],
  commands: [{ key: "deputies", label: "deputies.title", path: "/deputies" }],
});
