/** The objects with a name and an address, which labels and lists of addresses are made of. */
export const PEOPLE: ReadonlySet<string> = new Set(["account", "contact", "lead"]);
