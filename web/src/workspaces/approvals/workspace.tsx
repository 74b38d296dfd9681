/** Approvals: operations that wait until others have agreed. */
import { SafetyCertificateOutlined } from "@ant-design/icons";
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";

const ApprovalsPage = lazily(() => import("./ApprovalsPage").then((module) => ({ default: module.ApprovalsPage })));
const ApprovalBadge = lazily(() => import("./ApprovalBadge").then((module) => ({ default: module.ApprovalBadge })));
const RecordBanner = lazily(() => import("./RecordBanner").then((module) => ({ default: module.RecordBanner })));

export const workspace = defineWorkspace({
  name: "approvals",
  navigation: [{ path: "/approvals", label: "approvals.title", icon: <SafetyCertificateOutlined />, department: "home", order: 31, Badge: ApprovalBadge }],
  routes: [
    { path: "/approvals", Page: ApprovalsPage },
    { path: "/approvals/:id", Page: ApprovalsPage },
  ],
  recordBanners: [{ key: "approvals", order: 40, Part: RecordBanner }],
});
