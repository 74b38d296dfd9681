/** The customer pool (公海): its page, what a record says of it, and how many days are left. */
import { InboxOutlined } from "@ant-design/icons";
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";

const PoolPage = lazily(() => import("./PoolPage").then((module) => ({ default: module.PoolPage })));
const PoolBanner = lazily(() => import("./PoolBanner").then((module) => ({ default: module.PoolBanner })));

export const workspace = defineWorkspace({
  name: "pool",
  navigation: [{ path: "/pool", label: "pool.title", icon: <InboxOutlined />, department: "sales", order: 110, visible: (_me, reads) => reads("account") || reads("lead") }],
  routes: [{ path: "/pool", Page: PoolPage }],
  recordBanners: [{ key: "pool", order: 60, visible: (record) => !!record["pool"] || !!record["pool_due_at"], Part: PoolBanner }],
  commands: [{ key: "pool", label: "pool.title", path: "/pool" }],
});
