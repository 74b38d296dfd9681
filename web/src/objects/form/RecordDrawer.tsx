/** To come. */
import type { FormRequest } from "./FormContext";

export function RecordDrawer(_props: { request: FormRequest; onClose: () => void }) {
  return null;
}
