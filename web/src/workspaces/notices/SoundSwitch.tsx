/** Sound on or off, for all tabs of this browser. */
import { MutedOutlined, SoundOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { allowSound, beep, isMuted, onMuted, setMuted } from "./sound";

export function SoundSwitch() {
  const { t } = useTranslation();
  const muted = useSyncExternalStore(onMuted, isMuted);
  return (
    <Button
      size="small"
      type="text"
      aria-pressed={!muted}
      aria-label={t("notices.sound")}
      title={t(muted ? "notices.soundOff" : "notices.soundOn")}
      icon={muted ? <MutedOutlined /> : <SoundOutlined />}
      onClick={() => {
        setMuted(!muted);
        if (muted) {
          allowSound();
          beep(false);
        }
      }}
    />
  );
}
