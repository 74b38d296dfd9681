/** The person's own profile, reached from the menu of the avatar. */
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";

const ProfilePage = lazily(() => import("./ProfilePage").then((module) => ({ default: module.ProfilePage })));

export const workspace = defineWorkspace({
  name: "profile",
  routes: [{ path: "/profile", Page: ProfilePage }],
  commands: [{ key: "profile", label: "profile.title", path: "/profile" }],
});
