"""Fetching mail, folder by folder, from where the last look ended.

A mailbox is claimed with a lease; each mail is kept in one transaction with the folder's place, so a worker that is
killed leaves nothing half-read and nothing is read twice.  What the server deletes stays here.
"""

from __future__ import annotations

import datetime
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from magpie.mailboxes import dropping, filing, imap, keeping, matching, parse
from magpie.mailboxes.models import Copy, Folder, Mailbox, Outgoing
from magpie.notices.tell import tell
from magpie.platform import live, readers, setup
from magpie.platform.models import User

log = logging.getLogger(__name__)
WAKE = "magpie_mailbox"
EVERY_SECONDS = 60
AT_ONCE = 3
BATCH = 50
MOST_AT_A_TIME = 500  # letters of one mailbox before others have their turn
LARGEST_MAIL = 40 * 1024 * 1024
LEASE = datetime.timedelta(minutes=5)
LONGEST_PAUSE_SECONDS = 1800
FLAGS_LOOKED_AT = 300
SEEN = b"\\Seen"


def loop(stop: threading.Event) -> None:
    """Fetch until told to stop, several mailboxes at once: a slow server holds up no other."""
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="mail") as pool:
        running = [pool.submit(_keep_fetching, stop) for _number in range(AT_ONCE)]
        for one in running:
            one.result()


def _keep_fetching(stop: threading.Event) -> None:
    try:
        with readers.Waker(WAKE) as waker:
            while not stop.is_set():
                setup.refresh()
                if not fetch_next(stop):
                    waker.wait(2.0)
    finally:
        connection.close()


def wake() -> None:
    """Have the workers look at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [WAKE])


def look_soon(numbers: list[int]) -> None:
    """Have these mailboxes looked at soon, so that the server learns what was read; those that fail wait their time."""
    Mailbox.objects.filter(pk__in=numbers, failures=0).update(next_fetch_at=Now())
    wake()


def fetch_next(stop: threading.Event | None = None) -> bool:
    """Fetch the mailbox that has waited longest; whether there was one."""
    mailbox = claim()
    if mailbox is None:
        return False
    fetch(mailbox, stop or threading.Event())
    return True


def claim() -> Mailbox | None:
    """A mailbox that is due, ours until the lease runs out."""
    with transaction.atomic():
        free = Q(lease_until=None) | Q(lease_until__lt=Now())
        due = Mailbox.objects.filter(free, is_active=True, next_fetch_at__lte=Now()).exclude(imap_host="")
        mailbox = due.order_by("next_fetch_at").select_for_update(skip_locked=True).first()
        if mailbox is not None:
            mailbox.lease_until = timezone.now() + LEASE
            mailbox.save(update_fields=["lease_until"])
    return mailbox


def fetch(mailbox: Mailbox, stop: threading.Event) -> None:
    """Bring the mailbox and the server in step; what goes wrong is written down, and tried again later."""
    started, pause = timezone.now(), float(EVERY_SECONDS)
    try:
        with imap.line(mailbox) as client:
            has_more = Round(mailbox, client, stop).go()
    except (imap.Away, imap.Refusal) as error:
        _failed(mailbox, str(error), for_good=isinstance(error, imap.Refusal))
        return
    except Exception as error:
        log.exception("mailbox %s could not be read", mailbox.pk)
        _failed(mailbox, f"{type(error).__name__}: {error}", for_good=False)
        return
    if has_more:
        pause = 0
    values: dict[str, Any] = {
        "fetched_at": timezone.now(), "error": "", "failures": 0, "failing_since": None, "lease_until": None,
    }  # fmt: skip
    # Who asked meanwhile for another look gets it: the time is only moved where it was not.
    Mailbox.objects.filter(pk=mailbox.pk).update(**values)
    Mailbox.objects.filter(pk=mailbox.pk, next_fetch_at__lte=started).update(
        next_fetch_at=timezone.now() + datetime.timedelta(seconds=pause)
    )


def _failed(mailbox: Mailbox, text: str, *, for_good: bool) -> None:
    """Write down what is wrong and wait longer each time; a refused password longest, as servers lock accounts."""
    failures = mailbox.failures + 1
    since = mailbox.failing_since or timezone.now()
    pause = min(LONGEST_PAUSE_SECONDS, 30 * 2 ** min(failures - 1, 10))
    if for_good:
        pause = min(4 * LONGEST_PAUSE_SECONDS, max(pause, 600))
    Mailbox.objects.filter(pk=mailbox.pk).update(
        error=text[:1000].replace("\x00", ""),
        failures=failures,
        failing_since=since,
        lease_until=None,
        next_fetch_at=timezone.now() + datetime.timedelta(seconds=pause),
    )
    if for_good or failures == 5:
        _tell_people(mailbox, text, since)


def _tell_people(mailbox: Mailbox, text: str, since: datetime.datetime) -> None:
    numbers = [mailbox.owner_id] if mailbox.owner_id else list(mailbox.members)
    for user in User.objects.filter(pk__in=[n for n in numbers if n], is_active=True):
        with translation.override(user.language):
            title = _("The mailbox %(address)s cannot be read") % {"address": mailbox.address}
        key = f"mailbox:{mailbox.pk}:{user.pk}:{since.isoformat()}"
        tell(user, kind="mailbox", title=title, body=text[:500], key=key, link="/mail/settings")


class Round:
    """One look at a mailbox over one line."""

    def __init__(self, mailbox: Mailbox, client: Any, stop: threading.Event) -> None:
        self.mailbox, self.client, self.stop = mailbox, client, stop
        self.left = MOST_AT_A_TIME
        self.changed = False

    def go(self) -> bool:
        """Everything that is to be done; whether there is more to fetch at once."""
        places = self._places()
        sent = next((place for place in places if place.is_sent), None)
        self._push_read()
        filing.file_sent(self.mailbox, self.client, sent.name if sent else "")
        has_more = False
        for place in places:
            has_more |= self._read_folder(place)
        if self.changed:
            for number in {self.mailbox.owner_id, *self.mailbox.members} - {None}:
                live.push(int(number), {"type": "mail"})
        return has_more

    def _places(self) -> list[Folder]:
        there = {f["name"]: f for f in imap.folders(self.client)}
        chosen = [n for n in self.mailbox.folders if n in there]
        names = chosen or [n for n, f in there.items() if f["usual"]]
        found = []
        for name in names:
            place, _made = Folder.objects.get_or_create(mailbox=self.mailbox, name=name)
            if place.is_sent != there[name]["is_sent"]:
                place.is_sent = there[name]["is_sent"]
                place.save(update_fields=["is_sent"])
            found.append(place)
        return found

    def _push_read(self) -> None:
        """Tell the server what was read here."""
        waiting = list(
            Copy.objects.filter(mailbox=self.mailbox, to_push=True).exclude(number=None).select_related("folder")[:1000]
        )
        for folder in {copy.folder for copy in waiting if copy.folder}:
            chosen = self.client.select_folder(folder.name)
            if int(chosen[b"UIDVALIDITY"]) != folder.validity:
                continue
            for is_read in (True, False):
                copies = [c for c in waiting if c.folder_id == folder.pk and c.is_read is is_read]
                if copies:
                    change = self.client.add_flags if is_read else self.client.remove_flags
                    change([c.number for c in copies], [SEEN], silent=True)
                    Copy.objects.filter(pk__in=[c.pk for c in copies], is_read=is_read).update(to_push=False)

    def _read_folder(self, place: Folder) -> bool:
        chosen = self.client.select_folder(place.name, readonly=True)
        validity, state = int(chosen[b"UIDVALIDITY"]), int(chosen.get(b"HIGHESTMODSEQ", 0))
        if validity != place.validity:
            with transaction.atomic():
                Copy.objects.filter(folder=place).update(number=None)
                place.validity, place.last_number, place.state = validity, 0, 0
                place.save(update_fields=["validity", "last_number", "state"])
        self._read_flags(place, state)
        criteria: list[Any] = ["UID", f"{place.last_number + 1}:*"]
        if self.mailbox.since:
            criteria += ["SINCE", self.mailbox.since]
        numbers = sorted(n for n in self.client.search(criteria) if n > place.last_number)
        for start in range(0, len(numbers), BATCH):
            if self.stop.is_set() or self.left <= 0:
                return True
            self._read_batch(place, numbers[start : start + BATCH])
            Mailbox.objects.filter(pk=self.mailbox.pk).update(lease_until=timezone.now() + LEASE)
        if place.state != state:
            place.state = state
            place.save(update_fields=["state"])
        return False

    def _read_batch(self, place: Folder, numbers: list[int]) -> None:
        wanted = ["FLAGS", "RFC822.SIZE", "INTERNALDATE", "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"]
        heads = self.client.fetch(numbers, wanted)
        lost = self._without_number(place)
        for number in numbers:
            if self.stop.is_set():
                return
            head = heads.get(number)
            if head is not None:
                self._read_one(place, number, head, lost)
            place.last_number = number
            place.save(update_fields=["last_number"])

    def _without_number(self, place: Folder) -> dict[str, Copy]:
        """Copies whose numbers the server has given up, by the mail's own number."""
        copies = Copy.objects.filter(folder=place, number=None).select_related("letter")
        return {copy.letter.message_id: copy for copy in copies if copy.letter.message_id}

    def _read_one(self, place: Folder, number: int, head: dict[bytes, Any], lost: dict[str, Copy]) -> None:
        fields = next((v for k, v in head.items() if k.startswith(b"BODY[HEADER")), b"")
        is_read, size = SEEN in head.get(b"FLAGS", ()), int(head.get(b"RFC822.SIZE", 0))
        known = next((lost[i] for i in parse.references_of(fields.decode("latin-1"), "") if i in lost), None)
        if known is not None:
            Copy.objects.filter(pk=known.pk).update(number=number, is_read=known.is_read if known.to_push else is_read)
            return
        is_cut = size > LARGEST_MAIL
        part = "BODY.PEEK[HEADER]" if is_cut else "BODY.PEEK[]"
        found = self.client.fetch([number], [part]).get(number, {})
        raw = next((v for k, v in found.items() if k.startswith(b"BODY[")), None)
        if raw is None:
            return  # it was deleted meanwhile
        received = head.get(b"INTERNALDATE")
        parsed = parse.parse(raw, received.astimezone(datetime.UTC) if received else None)
        with transaction.atomic():
            place.last_number = number
            place.save(update_fields=["last_number"])
            self._keep(parsed, place, number, is_read, size, is_cut)
        self.left -= 1
        self.changed = True

    def _keep(self, parsed: parse.Parsed, place: Folder, number: int, is_read: bool, size: int, is_cut: bool) -> None:
        if parsed.is_bounce:
            filing.note_bounce(parsed)
        if self.mailbox.is_drop_box:
            dropping.take(parsed, self.mailbox, place, number)
            return
        if not is_wanted(parsed, self.mailbox, place.is_sent):
            return
        is_sent = place.is_sent or parsed.sender[1] == self.mailbox.address.lower()
        known: dict[str, Any] = {"is_read": is_read, "is_sent": is_sent, "size": size, "is_cut": is_cut}
        keeping.keep(parsed, self.mailbox, folder=place, number=number, **known)

    def _read_flags(self, place: Folder, state: int) -> None:
        """Take over what was read elsewhere."""
        if not place.last_number or (state and state == place.state):
            return
        if state and place.state:
            found = self.client.fetch("1:*", ["FLAGS"], modifiers=[f"CHANGEDSINCE {place.state}"])
        else:
            newest = Copy.objects.filter(folder=place).exclude(number=None).order_by("-number")
            numbers = list(newest.values_list("number", flat=True)[:FLAGS_LOOKED_AT])
            found = self.client.fetch(numbers, ["FLAGS"]) if numbers else {}
        copies = Copy.objects.filter(folder=place, number__in=list(found), to_push=False).select_related("conversation")
        moved = [c for c in copies if c.is_read != (SEEN in found[c.number].get(b"FLAGS", ()))]
        for copy in moved:
            with transaction.atomic():
                Copy.objects.filter(pk=copy.pk, to_push=False).update(is_read=not copy.is_read)
                keeping.refresh(copy.conversation)
        self.changed |= bool(moved)


def is_wanted(parsed: parse.Parsed, mailbox: Mailbox, is_sent: bool) -> bool:
    """Whether this mail is to be kept at all, by the mailbox's choices."""
    people = [parsed.sender[1], *(address for _name, address in [*parsed.to, *parsed.cc])]
    unwanted = {str(text).lower().lstrip("@") for text in mailbox.never_from}
    looked_at = people if is_sent else people[:1]
    if any(a in unwanted or a.rpartition("@")[2] in unwanted for a in looked_at):
        return False
    if mailbox.leaves_out_internal and not parsed.is_bounce:
        sent_here = Outgoing.objects.filter(message_id=parsed.message_id, mailbox=mailbox).exists()
        return sent_here or bool(matching.outsiders(people, mailbox))
    return True
