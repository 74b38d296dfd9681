/** The person's own profile, reached from the menu of the avatar. */
import { lazy } from "react";
import { defineWorkspace } from "../../objects/slots";

const ProfilePage = lazy(() => import("./ProfilePage").then((module) => ({ default: module.ProfilePage })));

export const workspace = defineWorkspace({
  name: "profile",
  routes: [{ path: "/profile", Page: ProfilePage }],
  commands: [{ key: "profile", label: "profile.title", path: "/profile" }],
});
