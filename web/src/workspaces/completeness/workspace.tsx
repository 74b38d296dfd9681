/** How complete the data is, and campaigns in which owners fill in what is missing. */
import { PieChartOutlined } from "@ant-design/icons";
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";

const CompletenessPage = lazily(() => import("./CompletenessPage").then((module) => ({ default: module.CompletenessPage })));
const CampaignPage = lazily(() => import("./CampaignPage").then((module) => ({ default: module.CampaignPage })));

export const workspace = defineWorkspace({
  name: "completeness",
  navigation: [{ path: "/data-campaigns", label: "completeness.title", icon: <PieChartOutlined />, department: "analysis", order: 60, visible: (_me, reads) => reads("data_campaign") }],
  routes: [
    { path: "/data-campaigns", Page: CompletenessPage },
    { path: "/data-campaigns/:id", Page: CampaignPage },
  ],
});
