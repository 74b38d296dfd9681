/** Looking at a record without leaving the page: hover cards, the preview beside a list, the way back to the list, and what was not saved. */
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";
import { HoverCards } from "./HoverCards";
import { Previews } from "./Previews";
import { RememberList } from "./RememberList";

const UnsavedBar = lazily(() => import("./UnsavedBar").then((module) => ({ default: module.UnsavedBar })));

export const workspace = defineWorkspace({
  name: "preview",
  background: [
    { key: "hover-cards", Part: HoverCards },
    { key: "previews", Part: Previews },
    { key: "remember-list", Part: RememberList },
  ],
  banners: [{ key: "unsaved", order: 50, Part: UnsavedBar }],
});
