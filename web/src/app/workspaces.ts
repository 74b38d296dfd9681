/** Finds the hand-made workspaces. Only their small `workspace.tsx` is loaded at the start: pages in it must be `lazy`. */
import { registerWorkspaces, type Workspace } from "../objects/slots";

const modules = import.meta.glob<{ workspace: Workspace }>("../workspaces/*/workspace.tsx", { eager: true });

export const workspaces: Workspace[] = Object.values(modules).map((module) => module.workspace);

registerWorkspaces(workspaces);
