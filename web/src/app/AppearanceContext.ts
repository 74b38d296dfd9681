/** Light or dark, for the menu that changes it. */
import { createContext } from "react";
import type { Appearance } from "./theme";

export const AppearanceContext = createContext<{ appearance: Appearance; dark: boolean; change: (next: Appearance) => void }>({
  appearance: "system",
  dark: false,
  change: () => undefined,
});
