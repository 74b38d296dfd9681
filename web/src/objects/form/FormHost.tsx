/** Holds the form drawers that `openForm` opens; one may be opened from within another (a new account while writing a contact). */
import { Suspense, useMemo, useState, type ReactNode } from "react";
import { lazily } from "../../api/parts";
import { FormContext, type Conflict, type FormRequest, type FormTools } from "./FormContext";

const RecordDrawer = lazily(() => import("./RecordDrawer").then((module) => ({ default: module.RecordDrawer })));
const ConflictDialog = lazily(() => import("./ConflictDialog").then((module) => ({ default: module.ConflictDialog })));

interface Settling {
  conflict: Conflict;
  done: (values: Record<string, unknown> | null) => void;
}

export function FormHost({ children }: { children: ReactNode }) {
  const [open, setOpen] = useState<{ key: number; request: FormRequest }[]>([]);
  const [settling, setSettling] = useState<Settling | null>(null);
  const tools = useMemo<FormTools>(
    () => ({
      openForm: (request) => setOpen((now) => [...now, { key: (now.at(-1)?.key ?? 0) + 1, request }]),
      settle: (conflict) => new Promise((done) => setSettling({ conflict, done })),
    }),
    [],
  );
  return (
    <FormContext value={tools}>
      {children}
      <Suspense fallback={null}>
        {open.map(({ key, request }) => (
          <RecordDrawer key={key} request={request} onClose={() => setOpen((now) => now.filter((each) => each.key !== key))} />
        ))}
        {settling && (
          <ConflictDialog
            conflict={settling.conflict}
            onDone={(values) => {
              setSettling(null);
              settling.done(values);
            }}
          />
        )}
      </Suspense>
    </FormContext>
  );
}
