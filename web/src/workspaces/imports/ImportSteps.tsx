/** Where one is on the way from the file to the result. */
import { Steps } from "antd";
import { useTranslation } from "react-i18next";
import { useNarrow } from "../../ui/useNarrow";

export function ImportSteps({ at }: { at: number }) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  return (
    <Steps
      size="small"
      responsive={false}
      current={at}
      className="import-steps"
      titlePlacement={narrow ? "vertical" : "horizontal"}
      items={(["file", "mapping", "preview", "running"] as const).map((step) => ({ title: t(`imports.steps.${step}`) }))}
    />
  );
}
