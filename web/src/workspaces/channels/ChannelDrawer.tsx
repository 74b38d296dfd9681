/** Setting up one channel: the way it is done, what that needs, and a trial message to oneself. */
import { SendOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Drawer, Form, Input, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { post, put, remove } from "../../api/client";
import { Cancelled, isProblem } from "../../api/problem";
import { useLeave } from "../../objects/form/useLeave";
import { sentenceOf } from "../../ui/Problems";
import { setUpQuery, type ChannelSetUp } from "./calls";
import { SettingInput } from "./SettingInput";

type Values = Record<string, string | number | boolean | null>;

export function ChannelDrawer({ channel, onClose }: { channel: ChannelSetUp; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const [name, setName] = useState(channel.driver || (channel.drivers.length === 1 ? (channel.drivers[0]?.name ?? "") : ""));
  const [values, setValues] = useState<Values>({});
  const [problems, setProblems] = useState<Record<string, string[]>>({});
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState("");
  const [to, setTo] = useState("");
  const [trial, setTrial] = useState<{ good: boolean; text: string } | null>(null);
  const driver = channel.drivers.find((each) => each.name === name);
  const changed = Object.keys(values).length > 0 || (channel.driver !== "" && name !== channel.driver);
  const leave = useLeave(changed, onClose);
  const path = `/api/settings/channels/${channel.channel}`;

  const attempt = async (what: string, doing: () => Promise<unknown>) => {
    setBusy(what);
    setWrong("");
    setProblems({});
    let done = true;
    try {
      await doing();
    } catch (error) {
      done = false;
      if (isProblem(error) && Object.keys(error.fields).length > 0) setProblems(error.fields);
      else if (!(error instanceof Cancelled)) setWrong(sentenceOf(error));
    }
    await client.invalidateQueries({ queryKey: setUpQuery.queryKey });
    void client.invalidateQueries({ queryKey: ["channels"] });
    setBusy("");
    return done;
  };
  const save = (isOn: boolean) =>
    attempt(isOn ? "save" : "off", async () => {
      const known = Object.fromEntries((driver?.settings ?? []).filter((each) => each.kind !== "secret").map((each) => [each.name, each.value ?? ""]));
      await put(path, { driver: name, is_on: isOn, values: { ...known, ...values } });
      setValues({});
      void message.success(t("settings.saved"));
    });
  const test = async () => {
    setTrial(null);
    setBusy("test");
    try {
      const said = await post<{ detail: string }>(`${path}/test`, { to: to.trim() });
      setTrial({ good: true, text: said.detail });
    } catch (error) {
      if (!(error instanceof Cancelled)) setTrial({ good: false, text: sentenceOf(error) });
    }
    await client.invalidateQueries({ queryKey: ["channels"] });
    setBusy("");
  };
  const drop = () =>
    modal.confirm({
      title: t("channels.removeSure", { name: channel.label }),
      content: t("channels.removeText"),
      okText: t("channels.remove"),
      okButtonProps: { danger: true },
      onOk: async () => {
        if (await attempt("remove", () => remove(path))) onClose();
      },
    });

  return (
    <Drawer open size="min(520px, 100vw)" title={channel.label} onClose={leave} mask={{ closable: !changed }}>
      {wrong && <Alert type="error" showIcon className="gap-below" title={wrong} />}
      {channel.status === "down" && <Alert type="error" showIcon className="gap-below" title={t("channels.status.down")} description={<code>{channel.last_error}</code>} />}
      <Form layout="vertical" component="form" onFinish={() => void save(true)}>
        {channel.drivers.length > 1 && (
          <Form.Item label={t("channels.how")} htmlFor="channel-driver">
            <Select
              id="channel-driver"
              value={name || null}
              placeholder={t("channels.choose")}
              options={channel.drivers.map((each) => ({ value: each.name, label: each.label }))}
              onChange={(next: string) => {
                setName(next);
                setValues({});
                setProblems({});
              }}
            />
          </Form.Item>
        )}
        {driver?.about && <p className="muted gap-below">{driver.about}</p>}
        {driver?.settings.map((setting) => (
          <SettingInput
            key={`${driver.name}.${setting.name}`}
            setting={setting}
            value={setting.name in values ? values[setting.name] : setting.value}
            problem={problems[setting.name]}
            onChange={(value) => setValues((now) => ({ ...now, [setting.name]: value }))}
          />
        ))}
        <div className="channel-buttons">
          <Button type="primary" htmlType="submit" loading={busy === "save"} disabled={!driver}>
            {t("form.save")}
          </Button>
          {channel.driver && channel.is_on && (
            <Button loading={busy === "off"} onClick={() => void save(false)}>
              {t("channels.turnOff")}
            </Button>
          )}
          <span className="grow" />
          {channel.driver && (
            <Button danger loading={busy === "remove"} onClick={drop}>
              {t("channels.remove")}
            </Button>
          )}
        </div>
      </Form>
      {channel.is_on && (
        <section className="channel-trial">
          <h3>{t("channels.trial")}</h3>
          <div className="page-filters">
            {channel.channel === "sms" && <Input className="test-address" aria-label={t("channels.trialTo")} placeholder={t("channels.trialTo")} value={to} onChange={(event) => setTo(event.target.value)} onPressEnter={() => void test()} />}
            <Button icon={<SendOutlined />} loading={busy === "test"} onClick={() => void test()}>
              {t("channels.send")}
            </Button>
          </div>
          {trial && <Alert type={trial.good ? "success" : "error"} showIcon title={<span className="pre-line">{trial.text}</span>} />}
        </section>
      )}
    </Drawer>
  );
}
