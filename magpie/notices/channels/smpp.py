"""Text messages by SMPP 3.4, the protocol of operators and of most gateways.

The line stays open: receipts come back over it, and a dead one is noticed by asking (enquire_link).  Only the last part
of a long message asks for a receipt.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from smpplib import consts
from smpplib.client import Client
from smpplib.exceptions import ConnectionError as Broken
from smpplib.exceptions import PDUError
from smpplib.smpp import make_pdu

from magpie.notices.channels import gsm
from magpie.notices.channels.interface import Driver, Message, Receipt, Setting, Taken
from magpie.notices.channels.registry import register
from magpie.notices.channels.troubles import Away, NotNow, TurnedDown

SECONDS = 10
WORDS = re.compile(r"id:(?P<id>\S+).*?stat:(?P<stat>[A-Za-z]+)(?:.*?err:(?P<err>\S+))?", re.DOTALL | re.IGNORECASE)
GOOD, UNDERWAY = {"DELIVRD"}, {"ENROUTE", "ACCEPTD", "SCHEDULED"}
STATES = {
    1: "ENROUTE",
    2: "DELIVRD",
    3: "EXPIRED",
    4: "DELETED",
    5: "UNDELIV",
    6: "ACCEPTD",
    7: "UNKNOWN",
    8: "REJECTD",
}
BUSY = {consts.SMPP_ESME_RTHROTTLED, consts.SMPP_ESME_RMSGQFUL, consts.SMPP_ESME_RSYSERR}
WRONG_NUMBER = {
    consts.SMPP_ESME_RINVDSTADR, consts.SMPP_ESME_RINVDSTTON, consts.SMPP_ESME_RINVDSTNPI, consts.SMPP_ESME_RINVMSGLEN,
}  # fmt: skip
WRONG_SETTINGS = {
    consts.SMPP_ESME_RINVBNDSTS, consts.SMPP_ESME_RINVSRCADR, consts.SMPP_ESME_RINVSRCTON, consts.SMPP_ESME_RINVSRCNPI,
    consts.SMPP_ESME_RINVPASWD, consts.SMPP_ESME_RINVSYSID, consts.SMPP_ESME_RINVSYSTYP, consts.SMPP_ESME_RINVSERTYP,
}  # fmt: skip


class SmppLine:
    """A bound transceiver."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values
        self._receipts: list[Receipt] = []
        self._answers: dict[int, Any] = {}
        self._reference = 0

    def __enter__(self) -> SmppLine:
        values = self.values
        context = ssl.create_default_context() if values["tls"] else None
        self.client = Client(
            values["host"], values["port"], timeout=SECONDS, ssl_context=context, allow_unknown_opt_params=True
        )
        self.client.set_message_sent_handler(self._answered)
        self.client.set_message_received_handler(self._received)
        self.client.set_error_pdu_handler(lambda pdu: None)  # each is looked at where it is waited for
        try:
            self.client.connect()
            self.client.bind_transceiver(
                system_id=values["system_id"], password=values["password"], system_type=values["system_type"]
            )
        except (Broken, PDUError, OSError, ValueError) as error:
            self.client.disconnect()
            raise Away(_words(error)) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.client.unbind()
        except (Broken, PDUError, OSError):
            pass
        finally:
            self.client.disconnect()

    def send(self, message: Message) -> Taken:
        """Submit every part and wait for the answers; the number is that of the last part."""
        self._reference += 1
        ready = gsm.parts_of(message.text, self._reference)
        number = ""
        for part in ready.parts:
            is_last = part is ready.parts[-1]
            number = self._submit(message, part, ready, is_last=is_last)
        return Taken(number, _("%(count)d parts") % {"count": len(ready.parts)} if len(ready.parts) > 1 else "")

    def _submit(self, message: Message, part: bytes, ready: gsm.Parts, *, is_last: bool) -> str:
        source, digits = self.values["source"], message.address.lstrip("+")
        if self.values["numbers"] == "national":
            digits = digits.removeprefix("86")
        try:
            pdu = self.client.send_message(
                source_addr_ton=_ton(source),
                source_addr_npi=0 if _ton(source) == consts.SMPP_TON_ALNUM else consts.SMPP_NPI_ISDN,
                source_addr=source.lstrip("+"),
                dest_addr_ton=consts.SMPP_TON_INTL if self.values["numbers"] != "national" else consts.SMPP_TON_NATNL,
                dest_addr_npi=consts.SMPP_NPI_ISDN,
                destination_addr=digits,
                short_message=part,
                data_coding=ready.data_coding,
                esm_class=ready.esm_class,
                registered_delivery=is_last,
            )
            while pdu.sequence not in self._answers:
                self.client.read_once(auto_send_enquire_link=False)
        except (Broken, PDUError, OSError) as error:
            raise Away(_words(error), uncertain=True) from error
        answer = self._answers.pop(pdu.sequence)
        if answer.status:
            raise _judge(answer.status)
        return _text(answer.message_id)

    def probe(self) -> None:
        """Ask whether the other side still listens."""
        try:
            self.client.send_pdu(_enquiry(self.client))
            self.client.read_once(auto_send_enquire_link=False)
        except (Broken, PDUError, OSError) as error:
            raise Away(_words(error)) from error

    def receipts(self) -> list[Receipt]:
        """What has come in; Away where the line has ended."""
        try:
            self.client.poll(auto_send_enquire_link=False)
        except (Broken, PDUError, OSError, ValueError) as error:
            raise Away(_words(error)) from error
        found, self._receipts = self._receipts, []
        return found

    def _answered(self, pdu: Any) -> None:
        self._answers[pdu.sequence] = pdu

    def _received(self, pdu: Any) -> None:
        if pdu.command == "deliver_sm" and (receipt := read_receipt(pdu)):
            self._receipts.append(receipt)


def read_receipt(pdu: Any) -> Receipt | None:
    """The receipt in a deliver_sm, by its own parameters or by its text; None for a message from somebody."""
    if not int(pdu.esm_class or 0) & 0x3C:
        return None
    text = (pdu.short_message or pdu.message_payload or b"").decode("latin-1")
    found = WORDS.search(text)
    number = _text(pdu.receipted_message_id) or (found["id"] if found else "")
    state = STATES.get(int(pdu.message_state or 0), "") or (found["stat"].upper() if found else "")
    if not number or not state:
        return None
    is_good = True if state in GOOD else None if state in UNDERWAY else False
    code = found["err"] if found and found["err"] else ""
    return Receipt(number, is_good, f"{state} {code}".strip())


def _enquiry(client: Any) -> Any:
    return make_pdu("enquire_link", client=client)


def _ton(source: str) -> int:
    if not source.lstrip("+").isdigit():
        return int(consts.SMPP_TON_ALNUM)
    return int(consts.SMPP_TON_INTL if source.startswith("+") else consts.SMPP_TON_UNK)


def _text(value: Any) -> str:
    return (value.decode("latin-1") if isinstance(value, bytes) else str(value or "")).rstrip("\0")


def _judge(status: int) -> Exception:
    words = f"{status} {consts.DESCRIPTIONS.get(status, '')}".strip()
    if status in WRONG_SETTINGS:
        return Away(words)
    if status in WRONG_NUMBER:
        return TurnedDown(words)
    return NotNow(words, whole=status in BUSY)


def _words(error: Exception) -> str:
    if isinstance(error, socket.timeout):
        return _("The other side did not answer in time.")
    if isinstance(error, Broken):
        return str(error) or _("The connection broke off.")
    return str(error.args[0])[:500] if error.args else type(error).__name__


register(
    Driver(
        "smpp",
        "sms",
        gettext_lazy("SMPP (operator or gateway)"),
        (
            Setting("host", gettext_lazy("Server"), hint="smpp.example.com"),
            Setting("port", gettext_lazy("Port"), "number", default=2775),
            Setting("tls", gettext_lazy("Encrypted (TLS)"), "switch", required=False, default=False),
            Setting("system_id", gettext_lazy("System ID")),
            Setting("password", gettext_lazy("Password"), "secret"),
            Setting("system_type", gettext_lazy("System type"), required=False),
            Setting("source", gettext_lazy("Sender"), hint=gettext_lazy("The number or name that telephones show.")),
            Setting(
                "numbers",
                gettext_lazy("Form of numbers"),
                "choice",
                default="international",
                choices=(
                    ("international", gettext_lazy("With the country: 8613800138000")),
                    ("national", gettext_lazy("Chinese numbers without it: 13800138000")),
                ),
            ),
        ),
        SmppLine,
        keeps_line=True,
        about=gettext_lazy("One connection held open; the operator reports back what arrived."),
    )
)
