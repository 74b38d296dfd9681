"""Letters by e-mail to anybody, customers above all: sent through the ledger of notices, kept on the timeline."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from pydantic import Field

from magpie.accounts import consent
from magpie.accounts.models import Purpose
from magpie.automation.actions.inputs import Input, Number, Numbers, Person, shown_as
from magpie.notices import mail_server
from magpie.notices.actions import Recipient, recipients
from magpie.notices.mail import LETTER
from magpie.notices.models import Notice
from magpie.notices.tell import tell
from magpie.platform import context, objects, records
from magpie.platform.actions import Output, action
from magpie.platform.actor import Actor
from magpie.platform.models import File, User
from magpie.platform.problems import Refused

THE_OWNER = Person(user=None, role_of="owner")
LONGEST_FILES_BYTES = 15_000_000


class Letter(Input):
    """A letter: to whom, what it says, and who signs."""

    to: list[Recipient] = Field(
        title=gettext_noop("To"), min_length=1, max_length=100, json_schema_extra=shown_as("recipients")
    )
    subject: str = Field(title=gettext_noop("Subject"), min_length=1, max_length=300)
    body: str = Field(
        title=gettext_noop("Text"), min_length=1, max_length=100_000, json_schema_extra=shown_as("text", rows=12)
    )
    files: Numbers = Field(
        default=[], title=gettext_noop("Files"), max_length=20, json_schema_extra={"x-object": "file"}
    )
    sender: Person | None = Field(
        default=THE_OWNER, title=gettext_noop("Answers go to"), json_schema_extra=shown_as("person")
    )
    purpose: Number | None = Field(
        None,
        title=gettext_noop("For which purpose (asks for consent)"),
        description=gettext_noop("Empty for what somebody waits for, such as a confirmation: it needs no consent."),
        json_schema_extra={"x-object": "purpose"},
    )
    keep: bool = Field(True, title=gettext_noop("Keep it on the timeline"))


def describe(data: Letter) -> str:
    """What a dry run says."""
    whom = ", ".join(r.email or r.role_of or str(r.user or r.team) for r in data.to)
    return _("would send the mail “%(subject)s” to %(whom)s") % {"subject": data.subject, "whom": whom}


@action(
    "mail.send",
    on="*",
    label=gettext_lazy("Send an e-mail"),
    about=gettext_lazy("Sends a letter by e-mail to customers or anybody else, perhaps with files."),
    group="messages",
    outputs=(
        Output("count", gettext_lazy("Mails sent"), "number"),
        Output("id", gettext_lazy("The mail on the timeline"), "record", "email_message"),
        Output("not_sent", gettext_lazy("To whom it was not sent, and why")),
    ),
    describe=describe,
    external=True,
    for_people=False,
)
def send_mail(record: Any, data: Letter, *, actor: Actor) -> dict[str, Any]:
    """One mail to each; once only under the step's key.  Refused if an address is none or a file is gone.

    For a purpose it goes to no customer whose consent is missing; `not_sent` says to whom not, and why.
    """
    if record is None and any(r.role_of for r in data.to):
        raise Refused(_("There is no record to look at here."))
    found = recipients(record, data.to)
    if not found:
        raise Refused(_("There is nobody to tell: none of the recipients is named in this record."))
    addresses = [_address_of(one) for one in found]
    _check_files(data.files)
    current = context.current()
    key = current.key if current else ""
    sender = data.sender.find(record) if data.sender else None
    purpose = _purpose(data.purpose)
    not_sent = _objections(record, found, purpose, key) if purpose else {}
    answer: dict[str, Any] = {}
    if not_sent:
        answer["not_sent"] = " ".join(f"{address}: {reason}" for address, reason in not_sent.items())
    pairs = [(r, a) for r, a in zip(found, addresses, strict=True) if a not in not_sent]
    addresses = [address for _recipient, address in pairs]
    for recipient, address in pairs:
        step_key = f"{key}:{address}"[:190] if key else ""
        if purpose and isinstance(recipient, str) and not _was_told(step_key):
            consent.note_contact(_who(record, address), purpose, "email")
        tell(
            recipient,
            kind=LETTER,
            title=data.subject,
            body=data.body,
            channels=("email",),
            sender=sender or actor.user,
            files=data.files,
            key=step_key,
            run_id=actor.run_id,
            step=key[:100],
        )
    answer |= {"count": len(addresses), "to": addresses}
    if data.keep and addresses and record is not None and (kept := _keep(record, data, addresses, sender, actor)):
        answer |= {"object": "email_message", "id": kept.pk}
    return answer


def _purpose(number: int | None) -> Purpose | None:
    if number is None:
        return None
    found: Purpose | None = Purpose.objects.filter(pk=number, is_active=True).first()
    if found is None:
        raise Refused(_("There is no such purpose."))
    return found


def _objections(record: Any, found: list[User | str], purpose: Purpose, key: str) -> dict[str, str]:
    """The customers' addresses that must not get it, each with the reason; colleagues need no consent."""
    reasons = {}
    for address in found:
        if isinstance(address, User) or (key and _was_told(f"{key}:{address}"[:190])):
            continue
        verdict = consent.may_contact(_who(record, address), purpose, "email")
        if not verdict.ok:
            reasons[address] = verdict.reason
    return reasons


def _was_told(key: str) -> bool:
    """Whether the step has sent this before it was cut off and begun again."""
    return bool(key) and Notice.objects.filter(key=key).exists()


def _who(record: Any, address: str) -> Any:
    """Whose consent counts: the record's where the address is its own, else that of whoever has the address."""
    is_person = record is not None and consent.is_person(objects.of(record))
    return record if is_person and address.lower() in consent.addresses_of(record, "email") else address


def _address_of(recipient: User | str) -> str:
    address = recipient.email if isinstance(recipient, User) else recipient
    try:
        validate_email(address)
    except ValidationError:
        raise Refused(_("“%(address)s” is not an e-mail address.") % {"address": address or str(recipient)}) from None
    return address


def _check_files(numbers: list[int]) -> None:
    sizes = dict(File.objects.filter(pk__in=numbers).values_list("pk", "size"))
    if missing := [n for n in numbers if n not in sizes]:
        raise Refused(_("There is no file %(number)d.") % {"number": missing[0]})
    if sum(sizes.values()) > LONGEST_FILES_BYTES:
        raise Refused(_("The files are too large for a mail."))


def _keep(record: Any, data: Letter, addresses: list[str], sender: User | None, actor: Actor) -> Any:
    """The mail as a record on the timeline, where the product has such records."""
    object_type = objects.find("email_message")
    if object_type is None:
        return None
    values = {
        "subject": data.subject,
        "body": data.body,
        "from_address": mail_server.in_force().from_address,
        "to_addresses": ", ".join(addresses)[:2000],
        "direction": "outbound",
        "sent_at": timezone.now(),
        "related_to": f"{objects.of(record).name}:{record.pk}",
        "owner": sender.pk if sender else actor.user_id,
    }
    model: Any = object_type.model
    return records.create(model, values, actor=actor)
