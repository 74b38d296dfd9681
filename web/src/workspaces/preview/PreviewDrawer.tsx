/** A record beside the list: its fields, edited in place, and its timeline; the next and the previous one are a press away. */
import { DownOutlined, ExportOutlined, UpOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Drawer, Tabs } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useLive } from "../../api/live";
import { recordPath, useObject } from "../../api/objects";
import { recordQuery } from "../../api/records";
import type { ObjectMeta, Row } from "../../api/types";
import { ObjectIcon } from "../../objects/ObjectIcon";
import { Details } from "../../objects/record/Details";
import { useNeighbours } from "../../objects/record/neighbours";
import { Highlights } from "../../objects/record/Highlights";
import { Timeline } from "../../objects/record/Timeline";
import { EmptyState } from "../../ui/EmptyState";
import { Loading } from "../../ui/Loading";
import type { Card } from "./card";
import "./preview.css";

interface Props {
  card: Card;
  onShow: (card: Card) => void;
  onClose: () => void;
}

export function PreviewDrawer({ card, onShow, onClose }: Props) {
  const { t } = useTranslation();
  const meta = useObject(card.object);
  const { data, isError } = useQuery({ ...recordQuery(meta ?? { name: "", plural: "" }, card.id), enabled: !!meta?.rights.read, retry: false });
  useLive([`${card.object}:${card.id}`]);
  return (
    <Drawer
      open
      mask={false}
      size="min(560px, 100vw)"
      className="preview-drawer"
      onClose={onClose}
      title={
        meta && data ? (
          <Link to={recordPath(meta, card.id)} className="preview-title ellipsis">
            <ObjectIcon meta={meta} /> {data.title}
          </Link>
        ) : (
          t("preview.preview")
        )
      }
      extra={meta && <Steps key={`${card.object}:${card.id}`} meta={meta} id={card.id} onShow={onShow} />}
    >
      {meta && data ? <Content key={data.id} meta={meta} record={data} /> : isError || !meta ? <EmptyState text={t("preview.gone")} /> : <Loading rows={8} />}
    </Drawer>
  );
}

function Steps({ meta, id, onShow }: { meta: ObjectMeta; id: number; onShow: (card: Card) => void }) {
  const { t } = useTranslation();
  const { previous, next, place, count } = useNeighbours(meta, id);
  const go = (to: number | null) => to !== null && onShow({ object: meta.name, id: to });
  return (
    <div className="preview-steps">
      {place > 0 && (
        <>
          <span className="muted">{t("preview.place", { place, count })}</span>
          <Button size="small" icon={<UpOutlined />} disabled={previous === null} aria-label={t("preview.previous")} title={t("preview.previous")} onClick={() => go(previous)} />
          <Button size="small" icon={<DownOutlined />} disabled={next === null} aria-label={t("preview.next")} title={t("preview.next")} onClick={() => go(next)} />
        </>
      )}
      <Link to={recordPath(meta, id)} title={t("preview.open")} aria-label={t("preview.open")}>
        <ExportOutlined />
      </Link>
    </div>
  );
}

function Content({ meta, record }: { meta: ObjectMeta; record: Row }) {
  const { t } = useTranslation();
  return (
    <>
      <div className="highlights">
        <Highlights meta={meta} record={record} />
      </div>
      <Tabs
        items={[
          { key: "details", label: t("record.details"), children: <Details meta={meta} record={record} /> },
          { key: "timeline", label: t("record.timeline"), children: <Timeline meta={meta} record={record} /> },
        ]}
      />
    </>
  );
}
