"""Erasing a person: their record keeps its number, its owner and its place in deals, nothing by which one knows them.

All in one transaction.  Rows are written beside `records`: gates, required fields and rules for duplicates cannot keep
what the law wants gone.  The events that this makes are cleaned at the end, with all earlier ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from magpie.accounts.models import ConsentEntry, ContactMade, ContactPoint, PostalAddress
from magpie.activities.models import EmailMessage
from magpie.calendars.invitations.models import Guest, Received
from magpie.documents import visits
from magpie.documents.models import DocumentLink, DocumentVisit, ErasedAddress, PersonRequest
from magpie.documents.person import rights, rows
from magpie.documents.person.words import Words, digest
from magpie.mailboxes.models import Attachment, Conversation, Copy, Letter, Outgoing
from magpie.platform import context, merging, objects
from magpie.platform.actor import Actor
from magpie.platform.models import DuplicateKey, DuplicateMark, DuplicatePair, Event, File, SearchEntry, User
from magpie.platform.problems import Invalid, Refused

IDENTITY = ("text", "long_text", "email", "phone", "url", "address", "tags", "json")
CUSTOM_IDENTITY = (*IDENTITY, "file", "date", "datetime", "number", "link")
DATES = ("birthday",)
INSTEAD = "***"
AT_ONCE = 500


def erase(record: Any, *, name: str, reason: str, also: Iterable[Any] = (), actor: Actor) -> PersonRequest:
    """Erase a person; `also` are other records of the same person.

    Invalid unless `name` is theirs and there is a reason; Refused if they are a colleague.
    """
    people = [record, *also]
    for one in people:
        rights.require(actor, one, rights.ERASE)
    object_type = objects.of(record)
    if name.strip() != object_type.title_of(record).strip():
        raise Invalid({"name": [_("Type the name as it stands on the record.")]})
    if not reason.strip():
        raise Invalid({"reason": [_("This field is required.")]})
    words = Words(people)
    emails = [address.lower() for address in words.addresses if "@" in address]
    if any(User.objects.filter(email__iexact=email).exists() for email in emails):
        raise Refused(_("This is the address of a colleague. Change it first."))
    with context.acting(actor, rights.ERASE, automation="skip", whole=True):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL magpie.erasing = 'on'")  # lets go what is otherwise only appended to
        counts = _Erasure(people, words, emails).run()
        label = f"{object_type.label} #{record.pk}"
        log: PersonRequest = PersonRequest.objects.create(
            name=label, kind="erase", object=object_type.name, record=record.pk, by=actor.user,
            reason=words.scrub(reason.strip(), INSTEAD), counts=counts,
        )  # fmt: skip
    return log


class _Erasure:
    def __init__(self, people: list[Any], words: Words, emails: list[str]) -> None:
        self.people, self.words, self.emails = people, words, emails
        self.finder = rows.Finder(people, words)
        self.counts: dict[str, int] = {}
        self.files: list[Path] = []

    def run(self) -> dict[str, int]:
        found = self.finder.find()
        for address in self.words.addresses:
            ErasedAddress.objects.get_or_create(digest=digest(address))
        self._mails(found)
        self._invitations()
        self._belongings()
        self._texts(found)
        for record in self.people:
            self._anonymise(record)
        self._indexes()
        self._events(found)
        transaction.on_commit(self._delete_files)
        return self.counts

    def _mails(self, found: rows.Rows) -> None:
        """What was written is gone; that something was written, and when, stays."""
        letters = found.get(Letter, set())
        gone = {"text": "", "html": "", "snippet": "", "pieces": []}
        Letter.objects.filter(pk__in=letters).update(**gone)
        threads = Copy.objects.filter(letter__in=letters).values("conversation")
        Conversation.objects.filter(pk__in=threads).update(snippet="", people="")
        EmailMessage.objects.filter(pk__in=found.get(EmailMessage, set())).update(body="")
        written = found.get(Outgoing, set())
        Outgoing.objects.filter(pk__in=written).update(html="")
        files = Attachment.objects.filter(models.Q(letter__in=letters) | models.Q(outgoing__in=written))
        self.files += [Path(settings.MEDIA_ROOT) / path for path in files.values_list("path", flat=True) if path]
        self._count("mailboxes_attachment", files.delete()[0])
        self._count("mailboxes_letter", len(letters))

    def _invitations(self) -> None:
        """They are no guest of any meeting, and what they invited us to is forgotten; the meetings themselves stay."""
        guests = models.Q(record__in=self.finder.links) | models.Q(address__in=self.emails, user=None)
        self._count("calendars_guest", Guest.objects.filter(guests).delete()[0])
        theirs = models.Q(organizer_address__in=self.emails) | models.Q(sender__in=self.emails)
        self._count("calendars_received", Received.objects.filter(theirs).delete()[0])

    def _belongings(self) -> None:
        """What is about the person alone goes as a whole."""
        for record in self.people:
            name = objects.of(record).name
            link = f"{name}:{record.pk}"
            if name in ("contact", "account"):
                for model in (ContactPoint, PostalAddress):
                    self._count(model._meta.db_table, model.objects.filter(**{name: record.pk}).delete()[0])
            self._count("accounts_consententry", ConsentEntry.objects.filter(person=link).delete()[0])
            ContactMade.objects.filter(person=link).delete()
            visited = DocumentVisit.objects.filter(link__related_to=link)
            self._count("documents_documentvisit", visited.count())
            for number in set(visited.values_list("link", flat=True)):
                visits.leave_alone(DocumentLink.objects.get(pk=number))
            DocumentLink.objects.filter(related_to=link).update(is_revoked=True)
            files = File.objects.filter(related_to=link)
            self.files += [Path(settings.MEDIA_ROOT) / path for path in files.values_list("path", flat=True) if path]
            self._count("platform_file", files.delete()[0])

    def _texts(self, found: rows.Rows) -> None:
        """Put other words in place of the person's, wherever they stand in these rows."""
        for model, numbers in found.items():
            columns = rows.texts_of(model)
            if not columns or model in self.finder.own:
                continue
            is_object = model in objects.models_with_objects()
            object_type = objects.of_model(model) if is_object else None
            if object_type is not None and object_type.name in rights.PERSONS:  # others keep their own names
                columns = [c for c in columns if c.name != object_type.title]
            changed = [row.pk for row in _some(model, numbers) if self._clean(model, row, columns)]
            self._count(model._meta.db_table, len(changed))
            if object_type is not None:
                SearchEntry.objects.filter(object=object_type.name, record_id__in=changed).delete()

    def _clean(self, model: rows.Model, row: Any, columns: list[Any]) -> bool:
        values = {}
        for column in columns:
            before = getattr(row, column.attname)
            after = self.words.scrub(before, INSTEAD)
            if isinstance(after, str) and (most := getattr(column, "max_length", None)):
                after = after[:most]
            if after != before:
                values[column.attname] = after
        if values:
            model._default_manager.filter(pk=row.pk).update(**values)
        return bool(values)

    def _anonymise(self, record: Any) -> None:
        """Empty what says who it was; the title says that it was somebody."""
        object_type = objects.of(record)
        values: dict[str, Any] = {}
        custom = dict(getattr(record, "custom", None) or {})
        for field in object_type.fields().values():
            if field.custom:
                if field.type.name in CUSTOM_IDENTITY:
                    custom.pop(field.name, None)
                continue
            if _is_identity(field) and not field.read_only:
                values[field.column or field.name] = field.type.empty_value
        values[object_type.title] = _("Erased person #%(number)d") % {"number": record.pk}
        if object_type.has_custom:
            values["custom"] = custom
        names = {f.attname: f for f in object_type.model._meta.concrete_fields}
        values = {n: _empty(names[n]) if v is None and not names[n].null else v for n, v in values.items()}
        object_type.model._default_manager.filter(pk=record.pk).update(**values)
        self._count(object_type.model._meta.db_table, 1)

    def _indexes(self) -> None:
        for name, number in self.finder.pairs:
            SearchEntry.objects.filter(object=name, record_id=number).delete()
            DuplicateKey.objects.filter(object=name, record_id=number).delete()
            DuplicateMark.objects.filter(object=name, record_id=number).delete()
            pairs = DuplicatePair.objects.filter(object=name)
            pairs.filter(models.Q(first=number) | models.Q(second=number)).delete()

    def _events(self, found: rows.Rows) -> None:
        """Of the person's own records and belongings events keep no value; of others, none of the person's words."""
        own = {name for name, _number in self.finder.pairs}
        numbers = set(self.finder.pairs)
        for name, number in self.finder.pairs:
            numbers |= {(name, former) for former in merging.predecessors(name, number)}
        whole = {"contact_point", "postal_address", "file"}
        count = 0
        for event in self.finder.events(found):
            is_own = event.object in own and (event.object, event.record_id) in numbers
            if is_own:
                record, old = (_without_identity(event.object, row) for row in (event.record, event.old))
            elif event.object in whole and self._belonged(event):
                record, old = {"id": event.record_id}, None if event.old is None else {}
            else:
                record, old = (self.words.scrub(row, INSTEAD) for row in (event.record, event.old))
                if event.object == "email_message":
                    record, old = (None if row is None else {**row, "body": ""} for row in (record, old))
            data = self.words.scrub(event.data, INSTEAD)
            if (record, old, data) != (event.record, event.old, event.data):
                _rewrite(event, record, old, data)
                count += 1
        self._count("platform_event", count)

    def _belonged(self, event: Any) -> bool:
        """Whether a further number, an address or a file was this person's."""
        for name, number in self.finder.pairs:
            row = {**event.record, **(event.old or {})}
            if row.get(f"{name}_id") == number or row.get("related_to") == f"{name}:{number}":
                return True
        return False

    def _count(self, table: str, number: int) -> None:
        if number:
            self.counts[table] = self.counts.get(table, 0) + number

    def _delete_files(self) -> None:
        for path in self.files:
            path.unlink(missing_ok=True)


def _some(model: rows.Model, numbers: set[int]) -> Iterable[Any]:
    return model._default_manager.filter(pk__in=numbers).iterator(chunk_size=AT_ONCE)


def _is_identity(field: Any) -> bool:
    return (field.type.name in IDENTITY and not field.choices) or field.name in DATES


def _empty(column: Any) -> Any:
    default = column.get_default()
    return "" if default is None else default


def _without_identity(name: str, row: dict[str, Any] | None) -> dict[str, Any] | None:
    """The row of an event without what says who it was."""
    if row is None:
        return None
    fields = objects.get(name).declared_fields()
    gone = {f.column or f.name for f in fields if _is_identity(f)} | {"custom"}
    return {column: value for column, value in row.items() if column not in gone}


def _rewrite(event: Event, record: Any, old: Any, data: Any) -> None:
    """Put other values into an event; it cannot be taken back any more, as what it replaced is not known."""

    def text(value: Any) -> str | None:
        return None if value is None else json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE platform_event SET record = %s::jsonb, old = %s::jsonb, data = %s::jsonb, operation = NULL"
            " WHERE id = %s AND at = %s",
            [text(record), text(old), text(data), event.pk, event.at],
        )


def others_of(record: Any, actor: Actor) -> list[Any]:
    """Further contacts and leads with one of the person's addresses: perhaps the same person."""
    words = Words([record])
    found: list[Any] = []
    for name in ("contact", "lead"):
        object_type = objects.find(name)
        if object_type is None or not words.addresses:
            continue
        wanted = models.Q(pk__in=[])
        for field in object_type.declared_fields():
            if field.type.name in ("email", "phone"):
                for address in words.addresses:
                    wanted |= models.Q(**{f"{field.column or field.name}__iexact": address})
        rows_found = object_type.model._default_manager.filter(wanted).order_by("pk")[:20]
        found += [r for r in rows_found if (type(r), r.pk) != (type(record), record.pk)]
    return found
