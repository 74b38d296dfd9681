"""Earlier letters joined to records that came later: a lead, a contact or an account with their address.

A reader of the event log only notes which records have a new address; the letters are joined afterwards, in
transactions of their own, because what they write are events too.
"""

from __future__ import annotations

import threading

from django.db import connection, transaction

from magpie.mailboxes import keeping, matching, publishing
from magpie.mailboxes.models import Conversation, Joining, Letter, Mailbox
from magpie.platform import objects, readers, setup, triggers
from magpie.platform.models import Event

READER = "mail"
MOST_LETTERS = 500  # the newest ones of a record
MOST_AT_ONCE = 500  # records that are looked at together
triggers.more_readers.append(READER)


def loop(stop: threading.Event) -> None:
    """Join until told to stop."""
    try:
        with readers.Waker() as waker:
            while not stop.is_set():
                setup.refresh()
                found = readers.read_lanes(READER, 500, read_events)
                if not (join_next() or found):
                    waker.wait(5.0)
                    stop.wait(0.5)
    finally:
        connection.close()


def read_events(events: list[Event]) -> None:
    """Note the records that got an address."""
    found: dict[tuple[str, int], list[str]] = {}
    for event in events:
        if event.kind not in ("created", "updated"):
            continue
        object_type = objects.find(event.object)
        if object_type is None or not matching.takes_part(object_type):
            continue
        for name in matching.address_fields(object_type):
            address = str(event.record.get(name) or "").strip().lower()
            if address and (event.kind == "created" or name in (event.old or {})):
                found.setdefault((event.object, event.record_id), []).append(address)
    Joining.objects.bulk_create(
        [Joining(object=name, record_id=n, addresses=addresses) for (name, n), addresses in found.items()]
    )


def join_next() -> bool:
    """Join the letters of the record that has waited longest and has any; whether there was anything to do.

    Those without letters, as nearly all records of an import, are struck off many at a time.
    """
    with transaction.atomic():
        rows = list(Joining.objects.order_by("pk").select_for_update(skip_locked=True)[:MOST_AT_ONCE])
        known = _with_letters({address for row in rows for address in row.addresses})
        wanted = [row for row in rows if not known.isdisjoint(row.addresses)]
        if wanted:
            join(wanted[0].object, wanted[0].record_id, wanted[0].addresses)
        done = {row.pk for row in rows} - {row.pk for row in wanted[1:]}
        Joining.objects.filter(pk__in=done).delete()
    return bool(rows)


def _with_letters(addresses: set[str]) -> set[str]:
    """Those of the addresses from or to which there is a letter."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT wanted.address FROM unnest(%s::varchar[]) AS wanted (address)"
            " WHERE EXISTS (SELECT FROM mailboxes_letter WHERE people @> ARRAY[wanted.address])",
            [list(addresses)],
        )
        return {row[0] for row in cursor.fetchall()}


def join(name: str, number: int, addresses: list[str]) -> int:
    """Join the letters from or to these addresses to a record that is still there; gives how many."""
    object_type = objects.find(name)
    record = object_type.model._default_manager.filter(pk=number).first() if object_type else None
    own = matching.own_addresses()
    wanted = [address for address in addresses if address not in own]
    if record is None or not wanted:
        return 0
    found: list[matching.Found] = [(name, number)]
    if account := getattr(record, "account_id", None):
        found.append(("account", account))
    of_team = Mailbox.objects.filter(is_drop_box=True)
    letters = Letter.objects.filter(people__overlap=wanted, is_bounce=False)
    letters = letters.exclude(links__object=name, links__record_id=number).exclude(copies__mailbox__in=of_team)
    rows = list(letters.order_by("-sent_at", "-pk").distinct()[:MOST_LETTERS])
    for letter in rows:
        keeping.add_links(letter, found)
        publishing.bring_in_step(letter)
    touched = Conversation.objects.filter(copies__letter__in=[letter.pk for letter in rows], is_matched=False)
    touched.update(is_matched=True)
    return len(rows)
