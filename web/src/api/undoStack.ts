/** What the person did lately and can take back, the latest last; Ctrl+Z on a list takes back the latest. */
interface Undoable {
  key: string;
  run: () => Promise<void>;
}

const MOST = 50;
const stack: Undoable[] = [];

export function rememberUndo(key: string, run: () => Promise<void>): void {
  forgetUndo(key);
  stack.push({ key, run });
  if (stack.length > MOST) stack.shift();
}

export function forgetUndo(key: string): void {
  const at = stack.findIndex((each) => each.key === key);
  if (at >= 0) stack.splice(at, 1);
}

/** Take back the latest; false if there is nothing. */
export function undoLatest(): boolean {
  const latest = stack.pop();
  if (latest) void latest.run();
  return !!latest;
}
