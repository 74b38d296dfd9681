/** Every text in English, the workspaces' as well; fetched only by those who read English. */
import type { TextTree } from "../../objects/slots";
import { en } from "./en";
import { byWorkspace } from "./byWorkspace";

export const texts: TextTree = { ...en, ...byWorkspace(import.meta.glob<TextTree>("../../workspaces/*/texts.ts", { eager: true, query: "?en", import: "en" })) };
