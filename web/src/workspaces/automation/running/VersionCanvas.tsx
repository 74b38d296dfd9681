/** A published version, to be looked at. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Canvas } from "../canvas/Canvas";
import type { Definition } from "../calls";
import type { Document } from "../document/types";
import { drawnTexts } from "./drawnTexts";
import "../designer/designer.css";

export function VersionCanvas({ definition }: { definition: Definition }) {
  const { t } = useTranslation();
  const [selected, setSelected] = useState<string | null>(null);
  return (
    <div className="designer">
      <p className="designer-sentence designer-read">{definition.sentence}</p>
      <div className="designer-stage">
        <div className="designer-canvas">
          <Canvas document={definition.document as unknown as Document} texts={drawnTexts(definition.blocks)} selected={selected} onSelect={setSelected} label={t("automation.page.design")} />
        </div>
      </div>
    </div>
  );
}
