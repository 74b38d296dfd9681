import type { TextTree } from "../../objects/slots";

/** The texts of each workspace under the name of its folder, given by the paths of their files. */
export function byWorkspace(found: Readonly<Record<string, TextTree>>): TextTree {
  return Object.fromEntries(Object.entries(found).map(([path, texts]) => [path.split("/").at(-2) ?? path, texts]));
}
