/** A workflow drawn top-down: the trigger, then boxes, with a Yes and a No branch under each condition. A run colours the boxes it went through. */
import { BranchesOutlined, ClockCircleOutlined, PlayCircleOutlined, StopOutlined, ThunderboltOutlined } from "@ant-design/icons";
import { Fragment, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { BlockDrawing } from "./calls";

const icons: Record<string, ReactNode> = {
  trigger: <ThunderboltOutlined />,
  action: <PlayCircleOutlined />,
  if: <BranchesOutlined />,
  wait: <ClockCircleOutlined />,
  stop: <StopOutlined />,
};

interface Props {
  blocks: readonly BlockDrawing[];
  /** Status by the block's id. */
  statuses?: Readonly<Record<string, string>>;
}

export function Drawing({ blocks, statuses = {} }: Props) {
  const { t } = useTranslation();
  const triggers = blocks.filter((block) => block.kind === "trigger");
  const steps = blocks.filter((block) => block.kind !== "trigger");
  return (
    <div className="drawing" role="group" aria-label={t("automation.page.design")}>
      <div className="drawing-inner">
        <div className="drawing-triggers">
          {triggers.map((block) => (
            <Box key={block.id} block={block} />
          ))}
        </div>
        <Chain blocks={steps} statuses={statuses} leading />
      </div>
    </div>
  );
}

function Chain({ blocks, statuses, leading = false }: { blocks: readonly BlockDrawing[]; statuses: Readonly<Record<string, string>>; leading?: boolean }) {
  return (
    <ol className="drawing-chain">
      {blocks.map((block, at) => (
        <li key={block.id}>
          {(leading || at > 0) && <span className="drawing-arrow" aria-hidden="true" />}
          <Box block={block} status={statuses[block.id]} />
          {block.branches.length > 0 && (
            <div className="drawing-branches">
              {block.branches.map((branch, side) => (
                <Fragment key={branch.label}>
                  <div className={side === 0 ? "drawing-branch is-first" : "drawing-branch"}>
                    <span className="drawing-label">{branch.label}</span>
                    {branch.blocks.length > 0 ? <Chain blocks={branch.blocks} statuses={statuses} leading /> : <span className="drawing-nothing" aria-hidden="true" />}
                  </div>
                </Fragment>
              ))}
            </div>
          )}
        </li>
      ))}
    </ol>
  );
}

function Box({ block, status }: { block: BlockDrawing; status?: string | undefined }) {
  const { t } = useTranslation();
  return (
    <div className={`drawing-box is-${block.kind}${status ? ` is-${status}` : ""}`} id={`block-${block.id}`}>
      <span className="drawing-kind">
        {icons[block.kind]} {t(`automation.kind.${block.kind}`)}
        {status && <span className="drawing-status">{t(`automation.step.${status}`)}</span>}
      </span>
      <span className="drawing-text">{block.text}</span>
    </div>
  );
}
