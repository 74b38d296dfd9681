/** Holds the form drawers that `openForm` opens; one may be opened from within another (a new account while writing a contact). */
import { lazy, Suspense, useCallback, useMemo, useState, type ReactNode } from "react";
import { FormContext, type FormRequest } from "./FormContext";

const RecordDrawer = lazy(() => import("./RecordDrawer").then((module) => ({ default: module.RecordDrawer })));

export function FormHost({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<{ key: number; request: FormRequest }[]>([]);
  const openForm = useCallback((request: FormRequest) => setOpen((now) => [...now, { key: (now.at(-1)?.key ?? 0) + 1, request }]), []);
  const context = useMemo(() => ({ openForm }), [openForm]);
  return (
    <FormContext value={context}>
      {children}
      <Suspense fallback={null}>
        {open.map(({ key, request }) => (
          <RecordDrawer key={key} request={request} onClose={() => setOpen((now) => now.filter((each) => each.key !== key))} />
        ))}
      </Suspense>
    </FormContext>
  );
}
