// A message centre that speaks SMPP 3.4 (by the library node-smpp): takes binds of foo/bar, prints what it takes, reports back.
// Numbers ending in 404 are turned down, in 503 are deferred, in 999 never arrive; "silence" is never answered.
const smpp = require("smpp");
let last = 0;
const open = new Set();
const server = smpp.createServer((session) => {
  open.add(session);
  session.on("close", () => open.delete(session));
  session.on("error", () => undefined);
  session.on("bind_transceiver", (pdu) => {
    const right = pdu.system_id === "foo" && pdu.password === "bar";
    session.send(pdu.response({ command_status: right ? 0 : smpp.ESME_RINVPASWD, system_id: "centre" }));
  });
  session.on("enquire_link", (pdu) => session.send(pdu.response()));
  session.on("unbind", (pdu) => { session.send(pdu.response()); session.close(); });
  session.on("submit_sm", (pdu) => {
    const { message, udh } = pdu.short_message;
    const to = pdu.destination_addr;
    const id = `${(last += 1)}-abc`;
    console.log(JSON.stringify({
      to, from: pdu.source_addr, from_ton: pdu.source_addr_ton, message, udh: udh ? [...udh[0]] : null, coding: pdu.data_coding,
      receipt: pdu.registered_delivery, id,
    }));
    if (message === "silence") return;
    const status = to.endsWith("404") ? smpp.ESME_RINVDSTADR : to.endsWith("503") ? smpp.ESME_RTHROTTLED : 0;
    session.send(pdu.response({ command_status: status, message_id: status ? "" : id }));
    if (status || !pdu.registered_delivery) return;
    const stat = to.endsWith("999") ? "UNDELIV" : "DELIVRD";
    const text = `id:${id} sub:001 dlvrd:001 submit date:2611220900 done date:2611220900 stat:${stat} err:${stat === "DELIVRD" ? "000" : "027"} text:`;
    session.deliver_sm({ source_addr: to, destination_addr: "1069", esm_class: 4, short_message: text });
  });
});
server.listen(Number(process.argv[2]), "127.0.0.1", () => console.log("ready"));
