"""What customers do with their links: opening, reading, downloading.

An opening is counted when the page's own script says so, as robots that look at links in mails run none.  How long
which page was read is kept only if the customer has not refused it (purpose `tracking`) and has not asked on the page
to be left alone.  No network address is kept.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import check_password
from django.core import signing
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from magpie.accounts import consent
from magpie.accounts.models.consent import CHANNELS
from magpie.documents.models import Document, DocumentLink, DocumentVisit
from magpie.notices.tell import KINDS, tell
from magpie.platform import context, events, objects, records, titles
from magpie.platform.actor import SYSTEM
from magpie.platform.models import User

PURPOSE = "tracking"
SALT = "magpie.documents.visit"
SAME_VISIT = datetime.timedelta(minutes=30)  # who comes back sooner goes on reading
VISIT_ENDS = datetime.timedelta(hours=12)
MOST_VISITS_PER_HOUR = 60  # of one link; more is no person
MOST_REPORTS = 2000  # of one visit
LONGEST_REPORT_SECONDS = 60  # that one report may add to a page
MOST_TRIES, TRIES_WITHIN = 10, datetime.timedelta(minutes=15)
KINDS["document"] = gettext_lazy("A customer opened or downloaded a document")
events.declare("*", "document_opened", gettext_lazy("Document opened"))
events.declare("*", "document_downloaded", gettext_lazy("Document downloaded"))


@dataclass(frozen=True)
class Reader:
    """What the browser says of itself: computer, phone or tablet, and the chat program that it is part of."""

    device: str
    program: str

    @classmethod
    def of(cls, agent: str) -> Reader:
        """From the browser's name for itself."""
        words = agent.lower()
        programs = {"wxwork": "wecom", "micromessenger": "wechat", "dingtalk": "dingtalk", "lark": "feishu"}
        program = next((name for word, name in programs.items() if word in words), "")
        if "ipad" in words or ("android" in words and "mobile" not in words):
            return cls("tablet", program)
        is_phone = any(word in words for word in ("iphone", "mobile", "android", "harmony"))
        return cls("phone" if is_phone else "computer", program)


def may_keep_details(link: DocumentLink) -> bool:
    """Whether more than the number of openings may be kept of this customer."""
    if link.without_details:
        return False
    record = recipient_of(link)
    if record is None:
        return False
    try:
        purpose = consent.purpose_of(PURPOSE)
    except ValueError:
        return False  # without the purpose nobody could have refused
    person, now = f"{objects.of(record).name}:{record.pk}", timezone.now()
    said = [
        consent.last_said(person, consent.addresses_of(record, channel), purpose, channel, now)
        for channel in dict(CHANNELS)
    ]
    if any(one is not None and one.state in ("refused", "withdrawn") for one in said):
        return False
    day = timezone.localdate(now)
    agreed = any(one and one.state == "granted" and (one.expires_on or day) >= day for one in said)
    return agreed or not purpose.needs_consent


def token_of(visit: DocumentVisit) -> str:
    """By which the page speaks of its visit."""
    return signing.dumps([visit.link_id, visit.pk], salt=SALT)


def by_token(link: DocumentLink, token: str) -> DocumentVisit | None:
    """The visit of that link, if it goes on."""
    try:
        number, visit = signing.loads(token, salt=SALT, max_age=VISIT_ENDS)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    found: DocumentVisit | None = DocumentVisit.objects.filter(pk=visit, link=link).first()
    return found if number == link.pk else None


def begin(link: DocumentLink, reader: Reader, former: DocumentVisit | None) -> DocumentVisit | None:
    """The visit that goes on, or a new one, which is an opening; None if there were too many."""
    now = timezone.now()
    if former is not None and now - former.last_at < SAME_VISIT:
        return former
    if link.visits.filter(at__gt=now - datetime.timedelta(hours=1)).count() >= MOST_VISITS_PER_HOUR:
        return None
    detailed = may_keep_details(link)
    with context.acting(SYSTEM, "document_link.open"):
        link = DocumentLink.objects.select_for_update(of=("self",)).select_related("document", "owner").get(pk=link.pk)
        is_first = link.first_opened_at is None
        visit: DocumentVisit = DocumentVisit.objects.create(
            link=link, is_detailed=detailed, revision=link.document.revision,
            **({"device": reader.device, "program": reader.program} if detailed else {}),
        )  # fmt: skip
        changes: dict[str, Any] = {"opened_times": link.opened_times + 1, "last_opened_at": now}
        if is_first:
            changes["first_opened_at"] = now
        records.update(link, changes, actor=SYSTEM)
        Document.objects.filter(pk=link.document_id).update(opened_times=Coalesce("opened_times", 0) + 1)
        recipient = recipient_of(link)
        if recipient is not None and is_first:
            events.emit(recipient, "document_opened", {"name": link.name, "link": link.pk})
        again = gettext_lazy("%(who)s opened “%(name)s” again")
        said = gettext_lazy("%(who)s opened “%(name)s”") if is_first else again
        _tell(link, recipient, said, f"document.opened:{link.pk}:{timezone.localdate(now)}")
    return visit


def note_reading(visit: DocumentVisit, pages: dict[int, int]) -> None:
    """Add seconds to pages.  Never more than have passed since the visit began, whatever a page says."""
    now = timezone.now()
    if not visit.is_detailed or visit.reports >= MOST_REPORTS:
        return
    with context.acting(SYSTEM, "document_link.read"):
        visit = DocumentVisit.objects.select_for_update().get(pk=visit.pk)
        if not visit.is_detailed:
            return
        last = visit.link.document.pages or 0
        left = int((now - visit.at).total_seconds()) + 5 - sum(visit.pages.values())
        for number, seconds in sorted(pages.items()):
            added = max(0, min(seconds, LONGEST_REPORT_SECONDS, left))
            if 1 <= number <= last:
                visit.pages[str(number)] = visit.pages.get(str(number), 0) + added
                left -= added
        visit.reports += 1
        visit.last_at = now
        visit.save(update_fields=["pages", "reports", "last_at"])
        add_up(visit.link_id)


def add_up(link: int) -> None:
    """Bring the link's own sums in step with its visits."""
    read = [pages for pages in DocumentVisit.objects.filter(link=link).values_list("pages", flat=True) if pages]
    seen = {number for pages in read for number in pages}
    seconds = sum(sum(pages.values()) for pages in read)
    DocumentLink.objects.filter(pk=link).update(pages_seen=len(seen) or None, seconds=seconds or None)


def note_download(link: DocumentLink, visit: DocumentVisit | None) -> None:
    """Count a download, and tell of it."""
    now = timezone.now()
    with context.acting(SYSTEM, "document_link.download"):
        link = DocumentLink.objects.select_for_update(of=("self",)).select_related("owner").get(pk=link.pk)
        changes = {"downloaded_times": link.downloaded_times + 1, "downloaded_at": now}
        records.update(link, changes, actor=SYSTEM)
        if visit is not None and visit.is_detailed:
            DocumentVisit.objects.filter(pk=visit.pk).update(downloads=F("downloads") + 1, last_at=now)
        recipient = recipient_of(link)
        if recipient is not None:
            events.emit(recipient, "document_downloaded", {"name": link.name, "link": link.pk})
        said = gettext_lazy("%(who)s downloaded “%(name)s”")
        _tell(link, recipient, said, f"document.downloaded:{link.pk}:{timezone.localdate(now)}")


def leave_alone(link: DocumentLink) -> None:
    """The customer does not want to be watched while reading: forget what was kept, and keep no more."""
    with context.acting(SYSTEM, "document_link.leave_alone"):
        DocumentVisit.objects.filter(link=link).update(
            is_detailed=False, pages={}, device="", program="", downloads=0, reports=0, last_at=F("at")
        )
        DocumentLink.objects.filter(pk=link.pk).update(without_details=True, pages_seen=None, seconds=None)


def password_fits(link: DocumentLink, password: str) -> bool | None:
    """Whether it is the link's password; None if it was tried too often lately."""
    now = timezone.now()
    lately = link.tried_at is not None and now - link.tried_at < TRIES_WITHIN
    if lately and link.tries >= MOST_TRIES:
        return None
    if check_password(password[:100], link.password):
        DocumentLink.objects.filter(pk=link.pk).update(tries=0)
        return True
    DocumentLink.objects.filter(pk=link.pk).update(tries=F("tries") + 1 if lately else 1, tried_at=now)
    return False


def recipient_of(link: DocumentLink) -> Any:
    """The customer to whom it was sent, or None."""
    pair = titles.split_link(link.related_to)
    object_type = objects.find(pair[0]) if pair else None
    return object_type.model._default_manager.filter(pk=pair[1]).first() if pair and object_type else None


def _tell(link: DocumentLink, recipient: Any, said: Any, key: str) -> None:
    """Tell the sender, at most once a day of the same thing."""
    owner: User | None = link.owner
    if owner is None or not owner.is_active or recipient is None:
        return
    who = objects.of(recipient).title_of(recipient)
    with translation.override(owner.language):
        title = str(said) % {"who": who, "name": link.name}
        body = _("Reading time and pages stand on the record's page.")
    tell(owner, kind="document", title=title, body=body, link=recipient, key=key)
