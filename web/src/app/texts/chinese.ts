/** Every text in Chinese, the workspaces' as well; fetched only by those who read Chinese. */
import type { TextTree } from "../../objects/slots";
import { byWorkspace } from "./byWorkspace";
import { zhHans } from "./zh-hans";

export const texts: TextTree = { ...zhHans, ...byWorkspace(import.meta.glob<TextTree>("../../workspaces/*/texts.ts", { eager: true, query: "?zh-hans", import: "zhHans" })) };
