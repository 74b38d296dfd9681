/** Following records that are somebody else's: a button in the head of every record. */
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";

const FollowButton = lazily(() => import("./FollowButton").then((module) => ({ default: module.FollowButton })));

export const workspace = defineWorkspace({
  name: "followers",
  recordActions: [{ key: "follow", order: 80, Part: FollowButton }],
});
