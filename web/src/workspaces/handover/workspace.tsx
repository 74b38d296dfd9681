/** Hand-over of leads: the receiver's banner, and the giver's page. */
import { SwapOutlined } from "@ant-design/icons";
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";
import { HandOverBanner } from "./HandOverBanner";
import { BulkGive } from "./BulkGive";
import { GiveAllButton } from "./GiveAllButton";

const MyLeadsPage = lazily(() => import("./MyLeadsPage").then((module) => ({ default: module.MyLeadsPage })));
const WorkPage = lazily(() => import("./WorkPage").then((module) => ({ default: module.WorkPage })));
const NewWorkPage = lazily(() => import("./NewWorkPage").then((module) => ({ default: module.NewWorkPage })));
const HandedCard = lazily(() => import("./HandedCard").then((module) => ({ default: module.HandedCard })));

/** What can be handed over with what hangs on it. Leads have a hand-over of their own, by territory. */
const GIVEN_IN_BULK = ["account", "contact", "opportunity", "task"];

/** Leads that nobody works on any more: their hand-over waits for no answer. */
const CLOSED = new Set(["converted", "recycled", "disqualified"]);

export const workspace = defineWorkspace({
  name: "handover",
  navigation: [
    { path: "/my-leads", label: "handover.mine.title", icon: <SwapOutlined />, department: "marketing", order: 10, visible: (_me, reads) => reads("lead") },
    { path: "/work-hand-overs", label: "handover.work.title", icon: <SwapOutlined />, department: "sales", order: 120, visible: (_me, reads) => reads("work_hand_over") },
  ],
  routes: [
    { path: "/my-leads", Page: MyLeadsPage },
    { path: "/work-hand-overs", Page: WorkPage },
    { path: "/work-hand-overs/new", Page: NewWorkPage },
  ],
  recordPanels: [{ key: "handed", objects: ["work_hand_over"], Part: HandedCard }],
  recordActions: [{ key: "give-all", objects: ["user"], order: 60, Part: GiveAllButton }],
  bulkActions: [{ key: "give", objects: GIVEN_IN_BULK, Part: BulkGive }],
  recordBanners: [
    {
      key: "hand-over",
      objects: ["lead"],
      visible: (record) => !!record["handed_over_at"] && !record["accepted_at"] && !CLOSED.has(String(record["status"])),
      Part: HandOverBanner,
    },
  ],
});
