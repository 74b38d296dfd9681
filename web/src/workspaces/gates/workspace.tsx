/** Gates: the company's rules that are checked inside an operation. */
import { StopOutlined } from "@ant-design/icons";
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";

const GatesPage = lazily(() => import("./GatesPage").then((module) => ({ default: module.GatesPage })));

export const workspace = defineWorkspace({
  name: "gates",
  navigation: [{ path: "/setup/gates", label: "gates.title", icon: <StopOutlined />, department: "setup", visible: (_me, reads) => reads("gate") }],
  routes: [
    { path: "/setup/gates", Page: GatesPage },
    { path: "/gates", Page: GatesPage },
  ],
});
