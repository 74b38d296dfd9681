/** To come. */
export function RecordPage() {
  return null;
}
