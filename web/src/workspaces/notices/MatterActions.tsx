/** The buttons by which what a notice stands for is answered in place; nothing once it has its answer. */
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Notice } from "../../api/types";
import { slot, type MatterProps } from "../../objects/slots";
import { Catch } from "../../ui/Catch";

export function MatterActions({ notice, onDone, className }: MatterProps & { notice: Notice; className?: string }) {
  const { t } = useTranslation();
  const kind = notice.matter.split(":")[0];
  if (!kind) return null;
  if (notice.settled_at) return className ? <div className={`${className} muted`}>{t(`notices.outcome.${notice.outcome}`, { defaultValue: t("notices.outcome.settled") })}</div> : null;
  const found = slot("matterActions").find(({ key }) => key === kind);
  if (!found) return null;
  const part = (
    <Catch>
      <Suspense fallback={null}>
        <found.Part notice={notice} {...(onDone ? { onDone } : {})} />
      </Suspense>
    </Catch>
  );
  return className ? <div className={className}>{part}</div> : part;
}
