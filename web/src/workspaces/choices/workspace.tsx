/** The choices that built-in fields offer. */
import { OrderedListOutlined } from "@ant-design/icons";
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";

const ChoicesPage = lazily(() => import("./ChoicesPage").then((module) => ({ default: module.ChoicesPage })));

export const workspace = defineWorkspace({
  name: "choices",
  navigation: [{ path: "/setup/choices", label: "choices.title", icon: <OrderedListOutlined />, department: "setup", order: 31, visible: (me) => me.is_administrator }],
  routes: [{ path: "/setup/choices", Page: ChoicesPage }],
});
