/** Numbers by scheme. */
import { NumberOutlined } from "@ant-design/icons";
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";

const NumberingPage = lazily(() => import("./NumberingPage").then((module) => ({ default: module.NumberingPage })));

export const workspace = defineWorkspace({
  name: "numbering",
  navigation: [{ path: "/setup/numbering", label: "numbering.title", icon: <NumberOutlined />, department: "setup", order: 33, visible: (me) => me.is_administrator }],
  routes: [{ path: "/setup/numbering", Page: NumberingPage }],
});
