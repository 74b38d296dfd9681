/** To come. */
export function ListPage() {
  return null;
}
