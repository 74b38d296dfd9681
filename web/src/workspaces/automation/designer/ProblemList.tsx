/** What must be put right before the workflow can be published; each leads to its block. */
import { WarningOutlined } from "@ant-design/icons";
import { Button, Popover } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  problems: Readonly<Record<string, string[]>>;
  texts: Readonly<Record<string, string>>;
  onShow: (id: string) => void;
}

export function ProblemList({ problems, texts, onShow }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const count = Object.values(problems).reduce((sum, each) => sum + each.length, 0);
  if (count === 0) return null;
  const nameOf = (id: string) => texts[id] || (id === "document" ? t("automation.document.whole") : id === "settings" ? t("automation.settings.title") : id.startsWith("trigger") ? t("automation.document.trigger") : id);
  const content = (
    <ul className="designer-problems">
      {Object.entries(problems).map(([id, sentences]) => (
        <li key={id}>
          <button
            type="button"
            className="document-block"
            onClick={() => {
              setOpen(false);
              onShow(id === "trigger" ? "trigger_0" : id);
            }}
          >
            {nameOf(id)}
          </button>
          <div>{sentences.join(" ")}</div>
        </li>
      ))}
    </ul>
  );
  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" placement="bottomRight" title={t("automation.document.problems")} content={content}>
      <Button size="small" danger icon={<WarningOutlined />}>
        {t("automation.design.problems", { count })}
      </Button>
    </Popover>
  );
}
