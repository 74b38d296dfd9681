/** What everything is called, in each language. */
import { TranslationOutlined } from "@ant-design/icons";
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";

const NamesPage = lazily(() => import("./NamesPage").then((module) => ({ default: module.NamesPage })));

export const workspace = defineWorkspace({
  name: "names",
  navigation: [{ path: "/setup/names", label: "names.title", icon: <TranslationOutlined />, department: "setup", order: 32, visible: (me) => me.is_administrator }],
  routes: [{ path: "/setup/names", Page: NamesPage }],
});
