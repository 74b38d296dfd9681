/** Shows a notice the moment it arrives, with a sound (in one tab only), and tells the server that it was shown. */
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Flex } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { post } from "../../api/client";
import { onNotice, onSettled } from "../../api/live";
import type { Notice } from "../../api/types";
import { closeDesktop, isOnDesktop, showDesktop } from "./desktop";
import { MatterActions } from "./MatterActions";
import { allowSound, beep, inOneTab } from "./sound";
import { useReading } from "./useReading";

const SECONDS = 9;
const LONGEST = 240;

export function Toasts() {
  const { t } = useTranslation();
  const { notification } = App.useApp();
  const client = useQueryClient();
  const reading = useReading();
  const latest = useRef({ reading, t });
  useEffect(() => {
    latest.current = { reading, t };
  });

  useEffect(() => {
    const start = () => allowSound();
    for (const kind of ["pointerdown", "keydown"]) window.addEventListener(kind, start, { once: true });
    return () => {
      for (const kind of ["pointerdown", "keydown"]) window.removeEventListener(kind, start);
    };
  }, []);

  useEffect(() => {
    const others = new BroadcastChannel("magpie.notices");
    const keyOf = (id: number) => `notice-${id}`;
    others.onmessage = ({ data }: MessageEvent<number>) => notification.destroy(keyOf(data));
    const done = (notice: Notice) => {
      notification.destroy(keyOf(notice.id));
      void closeDesktop(notice.id);
      others.postMessage(notice.id);
    };
    const call = async (notice: Notice) => {
      const { reading: now } = latest.current;
      if (document.hidden && (await isOnDesktop(notice))) return;
      const heard = beep(notice.urgent);
      await showDesktop(notice, now.pathOf(notice), heard, () => now.open(notice));
    };
    const show = (notice: Notice) => {
      const { t: say } = latest.current;
      notification.open({
        key: keyOf(notice.id),
        placement: "topRight",
        type: notice.urgent ? "warning" : "info",
        title: notice.title,
        description: <span className="pre-line">{notice.body.length > LONGEST ? `${notice.body.slice(0, LONGEST)}…` : notice.body}</span>,
        duration: notice.urgent || notice.matter ? 0 : SECONDS,
        className: "notice-toast",
        role: notice.urgent ? "alert" : "status",
        actions: (
          <Flex gap={8} wrap justify="end">
            <MatterActions notice={notice} onDone={() => done(notice)} />
            <Button
              size="small"
              onClick={() => {
                done(notice);
                void latest.current.reading.markRead(notice);
              }}
            >
              {say("notices.markRead")}
            </Button>
            {(notice.link ?? notice.url) && (
              <Button
                size="small"
                type="primary"
                onClick={() => {
                  done(notice);
                  latest.current.reading.open(notice);
                }}
              >
                {say("notices.open")}
              </Button>
            )}
          </Flex>
        ),
      });
      void inOneTab(`${notice.id}.${notice.round}.${notice.told_at ?? ""}`, () => void call(notice));
      post(`/api/notices/${notice.id}/shown`).catch(() => undefined);
    };
    const stops = [
      onNotice(show),
      onSettled(({ notice }) => {
        notification.destroy(keyOf(notice));
        void closeDesktop(notice);
      }),
    ];
    return () => {
      stops.forEach((stop) => stop());
      others.close();
    };
  }, [client, notification]);
  return null;
}
