/** Imports: from a file to records in four steps. */
import { ImportOutlined } from "@ant-design/icons";
import { lazy } from "react";
import { defineWorkspace } from "../../objects/slots";

const ImportsPage = lazy(() => import("./ImportsPage").then((module) => ({ default: module.ImportsPage })));
const NewImportPage = lazy(() => import("./NewImportPage").then((module) => ({ default: module.NewImportPage })));
const ImportPage = lazy(() => import("./ImportPage").then((module) => ({ default: module.ImportPage })));

export const workspace = defineWorkspace({
  name: "imports",
  navigation: [{ path: "/imports", label: "imports.title", icon: <ImportOutlined />, department: "setup", order: 60 }],
  routes: [
    { path: "/imports", Page: ImportsPage },
    { path: "/imports/new", Page: NewImportPage },
    { path: "/imports/:id", Page: ImportPage },
  ],
});
