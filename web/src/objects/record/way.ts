/** The stages of one way: a record moves through those of its own pipeline only. */
import type { Choice } from "../../api/types";

/** The choices of the way to which this one belongs; all of them if it is none of them. */
export function wayOf(choices: readonly Choice[], value: string): Choice[] {
  const here = choices.find((choice) => String(choice.value) === value);
  return here ? choices.filter((choice) => (choice.group ?? "") === (here.group ?? "")) : [...choices];
}
