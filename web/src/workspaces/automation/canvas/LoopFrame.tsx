/** Drawn around what a loop does again and again. */
export function LoopFrame() {
  return <div className="flow-frame" aria-hidden="true" />;
}
