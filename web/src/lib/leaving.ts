/** Asking before somebody signs out: parts of the page that must be dealt with first say so here. */
type Ask = () => Promise<boolean>;

const asks = new Set<Ask>();

/** `ask` resolves to false where the person stays. */
export function onLeaving(ask: Ask): () => void {
  asks.add(ask);
  return () => asks.delete(ask);
}

export async function mayLeave(): Promise<boolean> {
  for (const ask of [...asks]) if (!(await ask())) return false;
  return true;
}
