"""What recipients agreed to: asked before a mail goes out, noted after it, and needed before its opening is measured.

A mail without a purpose is correspondence and needs no consent; whoever refused every e-mail is asked about all the
same.  A mail for a purpose goes to nobody whose consent is missing.
"""

from __future__ import annotations

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from magpie.accounts import consent
from magpie.accounts.models import Purpose
from magpie.mailboxes import marks
from magpie.mailboxes.models import Outgoing
from magpie.platform.problems import Question, Refused

CHANNEL = "email"
GATE = "mail-consent"  # what the question is called among the answers


def addresses_of(outgoing: Outgoing) -> list[str]:
    """Everybody who gets the mail, once."""
    return list(dict.fromkeys(address for _name, address in [*outgoing.to, *outgoing.cc, *outgoing.bcc]))


def objections(outgoing: Outgoing) -> list[str]:
    """Who must not get it for its purpose, each with the reason; none for a mail without a purpose."""
    if not outgoing.purpose:
        return []
    found = []
    for address in addresses_of(outgoing):
        verdict = consent.may_contact(address, outgoing.purpose, CHANNEL)
        if not verdict.ok:
            found.append(f"{address}: {verdict.reason}")
    return found


def refuse_if_objected(outgoing: Outgoing) -> None:
    """Refused if somebody must not get it for its purpose."""
    if found := objections(outgoing):
        said = _("Not everybody may get this mail. %(reasons)s Take them off, or write it as a personal mail.")
        raise Refused(said % {"reasons": " ".join(found)})


def question(outgoing: Outgoing) -> Question | None:
    """What is to be asked before a personal mail goes to somebody who wants no e-mails at all."""
    if outgoing.purpose:
        return None
    said = []
    for address in addresses_of(outgoing):
        entry = consent.last_general_word("", [address], CHANNEL)
        if entry is not None and entry.state in ("refused", "withdrawn"):
            day = date_format(timezone.localtime(entry.at).date())
            said.append(_("%(address)s refused all e-mails on %(day)s.") % {"address": address, "day": day})
    return Question(GATE, " ".join([*said, _("Send it all the same?")]), needs_reason=False) if said else None


def note(outgoing: Outgoing) -> None:
    """Count the mail towards the limits, if it was for a purpose."""
    if outgoing.purpose:
        for address in addresses_of(outgoing):
            consent.note_contact(address, outgoing.purpose, CHANNEL)


def agreed_to_marks(address: str) -> bool:
    """Whether this person agreed to be written to for any purpose, and refused no e-mails since."""
    now = timezone.now()
    for purpose in Purpose.objects.filter(is_active=True):
        said = consent.last_said("", [address.lower()], purpose, CHANNEL, now)
        if said is None or said.state != "granted" or (said.expires_on and said.expires_on < timezone.localdate()):
            continue
        return True
    return False


marks.consents.append(agreed_to_marks)
