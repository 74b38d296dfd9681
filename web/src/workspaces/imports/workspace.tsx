/** Imports: from a file to records in four steps. */
import { ImportOutlined } from "@ant-design/icons";
import { lazily } from "../../api/parts";
import { defineWorkspace } from "../../objects/slots";

const ImportsPage = lazily(() => import("./ImportsPage").then((module) => ({ default: module.ImportsPage })));
const NewImportPage = lazily(() => import("./NewImportPage").then((module) => ({ default: module.NewImportPage })));
const ImportPage = lazily(() => import("./ImportPage").then((module) => ({ default: module.ImportPage })));

export const workspace = defineWorkspace({
  name: "imports",
  navigation: [{ path: "/imports", label: "imports.title", icon: <ImportOutlined />, department: "setup", order: 60 }],
  routes: [
    { path: "/imports", Page: ImportsPage },
    { path: "/imports/new", Page: NewImportPage },
    { path: "/imports/:id", Page: ImportPage },
  ],
});
