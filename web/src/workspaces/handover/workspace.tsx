/** Hand-over of leads: the receiver's banner, and the giver's page. */
import { SwapOutlined } from "@ant-design/icons";
import { lazy } from "react";
import { defineWorkspace } from "../../objects/slots";
import { HandOverBanner } from "./HandOverBanner";

const MyLeadsPage = lazy(() => import("./MyLeadsPage").then((module) => ({ default: module.MyLeadsPage })));

/** Leads that nobody works on any more: their hand-over waits for no answer. */
const CLOSED = new Set(["converted", "recycled", "disqualified"]);

export const workspace = defineWorkspace({
  name: "handover",
  navigation: [{ path: "/my-leads", label: "handover.mine.title", icon: <SwapOutlined />, department: "marketing", order: 10, visible: (_me, reads) => reads("lead") }],
  routes: [{ path: "/my-leads", Page: MyLeadsPage }],
  recordBanners: [
    {
      key: "hand-over",
      objects: ["lead"],
      visible: (record) => !!record["handed_over_at"] && !record["accepted_at"] && !CLOSED.has(String(record["status"])),
      Part: HandOverBanner,
    },
  ],
});
