/** A value of a target, as money or as a number. */
import { showMoney, showNumber } from "../../lib/numbers";
import type { TargetShown } from "./calls";

export const showOf = (target: TargetShown, value: string, language: string): string => (target.currency ? showMoney(value, target.currency, language) : showNumber(value, 0, language));
