"""Telling what rules have gathered: at once, or in the summary of a day or week.

What one operation did to many records is one notice for each person and rule.  Whether a person may see the records,
has muted the rule or has left is asked here, in the moment of telling.  Notices are written and what was gathered is
taken away in one transaction.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Min, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from magpie.following import matching, rules, wording
from magpie.following.models import Gathered, Mute, NoticeRule, Round, Told
from magpie.following.people import People
from magpie.notices.tell import KINDS, Telling, tell_many
from magpie.platform import access, filters, listing, objects, rows, texts, titles, working_time
from magpie.platform.actor import Actor
from magpie.platform.models import Event, User
from magpie.platform.objects import ObjectType
from magpie.reminders import wording as clocks

COMPANY, PERSONAL = "notice_rule", "following"
KINDS[COMPANY] = gettext_lazy("Notice rules of the company")
KINDS[PERSONAL] = gettext_lazy("What I follow")
BULK_QUIET = datetime.timedelta(seconds=10)  # bulk work is told once nothing more of it comes
BULK_PATIENCE = datetime.timedelta(minutes=15)
MOST_SEPARATE = 20  # operations that are told one by one
MOST_STANDING = 2000  # records looked at for what stands still
MOST_AT_ONCE = 200  # rules' operations in one transaction


@dataclass
class _Work:
    """What is told in one transaction."""

    now: datetime.datetime
    tellings: list[Telling] = field(default_factory=list)
    told: list[tuple[int | None, User, int]] = field(default_factory=list)

    def add(self, telling: Telling, rule: NoticeRule | None, user: User, count: int) -> None:
        self.tellings.append(telling)
        self.told.append((rule.pk if rule else None, user, count))

    def write(self) -> int:
        notices = tell_many(self.tellings) if self.tellings else []
        rows.insert_many([
            Told(rule_id=rule_id, user=user, notice=notice, records=count, at=self.now)
            for notice, (rule_id, user, count) in zip(notices, self.told, strict=True)
            if rule_id is not None
        ])  # fmt: skip
        return len(notices)


def _alone() -> bool:
    """Whether this worker is the one that tells now; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('magpie_following'))")
        return bool(cursor.fetchone()[0])


def tick(now: datetime.datetime | None = None) -> int:
    """Tell what is to be told at once; how many notices were written."""
    now = now or timezone.now()
    with transaction.atomic():
        if not Gathered.objects.exists() or not _alone():
            return 0
        at_once = Gathered.objects.filter(Q(rule=None) | Q(rule__timing="at_once"))
        parts = at_once.values("rule", "operation").annotate(
            lane=Max("lane"), first=Min("gathered_at"), last=Max("gathered_at"), oldest=Min("id")
        )
        due = [
            part
            for part in parts.order_by("oldest")
            if part["lane"] == 0 or part["last"] <= now - BULK_QUIET or part["first"] <= now - BULK_PATIENCE
        ]
        chosen = Q(pk__in=[])
        for part in due[:MOST_AT_ONCE]:
            chosen |= Q(rule=part["rule"], operation=part["operation"])
        gathered = list(at_once.filter(chosen).order_by("id")) if due else []
        work = _Work(now)
        _tell(work, gathered)
        Gathered.objects.filter(pk__in=[one.pk for one in gathered]).delete()
        return work.write()


def summaries(now: datetime.datetime | None = None) -> int:
    """Tell the summaries that have become due since the last look; how many notices were written."""
    now = now or timezone.now()
    with transaction.atomic():
        if not NoticeRule.objects.exclude(timing="at_once").exists() or not _alone():
            return 0
        off = NoticeRule.objects.filter(Q(is_active=False) | Q(timing="at_once") | Q(valid_until__lt=now.date()))
        Round.objects.filter(rule__in=off).delete()
        Gathered.objects.filter(rule__in=off.exclude(timing="at_once")).delete()
        active = NoticeRule.objects.exclude(pk__in=off.values("pk")).order_by("pk")
        rounds = {one.rule_id: one for one in Round.objects.filter(rule__in=active).select_for_update()}
        work, people = _Work(now), People()
        for rule in active:
            if rule.pk not in rounds:
                Round.objects.create(rule=rule, looked_at=now)
            else:
                _summary(work, rule, rounds[rule.pk].looked_at, people)
                Round.objects.filter(pk=rule.pk).update(looked_at=now)
        return work.write()


def due_at(rule: NoticeRule, zone: datetime.tzinfo, now: datetime.datetime) -> datetime.datetime | None:
    """The latest moment at which the rule's summary was due on a clock of that zone."""
    works_on = working_time.calendar().works_on
    return rules.last_due(rule.timing, rule.at or rules.USUAL_CLOCK, int(rule.weekday or 0), now, zone, works_on)


def _summary(work: _Work, rule: NoticeRule, looked_at: datetime.datetime, people: People) -> None:
    """Tell those for whom the rule's hour has come since the last look."""
    by_zone = {str(zone): zone for zone in {clocks.zone_of(user) for user in people.users.values()}}
    moments = {name: due_at(rule, zone, work.now) for name, zone in by_zone.items()}
    come = {name: at for name, at in moments.items() if at is not None and at > looked_at}
    if not come:
        return
    users = {user.pk: user for user in people.users.values() if str(clocks.zone_of(user)) in come}
    due = {number: come[str(clocks.zone_of(user))] for number, user in users.items()}
    gathered = list(Gathered.objects.filter(rule=rule).order_by("id"))
    by_user: dict[int, list[Gathered]] = defaultdict(list)
    for one in gathered:
        for number in one.users:
            if number in due and one.gathered_at <= due[number]:
                by_user[number].append(one)
    standing = _standing(rule, people, users) if rule.tells_still else {}
    audience = Audience([rule], [*gathered])
    for number in [*by_user, *(n for n in standing if n not in by_user)]:
        if number in users and audience.wants(rule, users[number]):
            _tell_person(work, rule, users[number], by_user.get(number, []), audience, standing.get(number, []))
    done = {(one.pk, number) for number, some in by_user.items() for one in some}
    for one in gathered:
        left = [number for number in one.users if (one.pk, number) not in done]
        if not left:
            one.delete()
        elif left != one.users:
            Gathered.objects.filter(pk=one.pk).update(users=left)


def _standing(rule: NoticeRule, people: People, users: dict[int, User]) -> dict[int, list[dict[str, Any]]]:
    """For each person the stored rows of the records that satisfy the rule's condition now, by its receivers."""
    try:
        one = matching.ready(rule)
    except matching.Unreadable:
        return {}
    found = one.object_type.model._default_manager.filter(filters.to_q(one.object_type, one.tree, filters.Caller.of()))
    if rule.record_id:
        found = found.filter(pk=rule.record_id)
    standing: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in found.order_by("-updated_at", "-pk").values()[:MOST_STANDING]:
        for number in matching.meant(one, row, people):
            if number in users:
                standing[number].append(row)
    return standing


class Audience:
    """What is asked of people in the moment of telling: events, records they may see, what they muted."""

    def __init__(self, some: Iterable[NoticeRule | None], gathered: Sequence[Gathered]) -> None:
        numbers = [rule.pk for rule in some if rule is not None]
        self._muted = set(Mute.objects.filter(rule__in=numbers).values_list("rule", "user"))
        self._events: dict[int, Event] = {}
        self._seen: dict[tuple[int, str], set[int]] = {}
        self._records: dict[tuple[str, int], Any] = {}
        self._numbers: dict[str, set[int]] = defaultdict(set)
        for one in gathered:
            self._numbers[one.object].add(one.record_id)

    def wants(self, rule: NoticeRule | None, user: User) -> bool:
        """Whether the person has not muted the rule, and a rule of theirs asks for nothing they may not see."""
        if rule is None:
            return True
        if rule.reach == "company":
            return not (rule.may_be_muted and (rule.pk, user.pk) in self._muted)
        return not trouble_of(rule, Actor.of_user(user))

    def sees(self, user: User, object_type: ObjectType) -> set[int]:
        """Of the records that were gathered, those that the person may read."""
        key = (user.pk, object_type.name)
        if key not in self._seen:
            wanted = self._numbers[object_type.name]
            visible = access.visible(Actor.of_user(user), object_type).filter(pk__in=wanted)
            self._seen[key] = set(visible.values_list("pk", flat=True))
        return self._seen[key]

    def may_know(self, user: User, one: Gathered, object_type: ObjectType) -> bool:
        """Whether the person may be told of it; of what was deleted, by what it was then."""
        if one.happened != "deleted" and not (one.happened == "left" and self.is_gone(one)):
            return one.record_id in self.sees(user, object_type)
        event = self.events([one]).get(one.event_id)
        return event is not None and _reached_then(Actor.of_user(user), object_type, event)

    def is_gone(self, one: Gathered) -> bool:
        return (event := self.events([one]).get(one.event_id)) is not None and event.kind == "deleted"

    def events(self, some: Sequence[Gathered]) -> dict[int, Event]:
        """The events, by number."""
        missing = [one for one in some if one.event_id not in self._events]
        if missing:
            times = [one.event_at for one in missing]  # names the partitions
            found = Event.objects.filter(
                id__in=[one.event_id for one in missing], at__gte=min(times), at__lte=max(times)
            )
            self._events |= {event.id: event for event in found}
        return {one.event_id: self._events[one.event_id] for one in some if one.event_id in self._events}

    def records(self, object_type: ObjectType, numbers: Iterable[int]) -> dict[int, Any]:
        """The records as they are now, by number."""
        wanted = list(numbers)
        missing = [number for number in wanted if (object_type.name, number) not in self._records]
        found = object_type.model._default_manager.in_bulk(missing) if missing else {}
        self._records |= {(object_type.name, number): found.get(number) for number in missing}
        return {number: self._records[object_type.name, number] for number in wanted}


def trouble_of(rule: NoticeRule, actor: Actor) -> str:
    """Why a personal rule is silent for its owner: the object, or a field that it names, may not be seen."""
    object_type = objects.find(rule.object)
    if object_type is None or not access.may(actor, object_type, "read"):
        return "no_right"
    try:
        listing.hide_from(object_type, actor, filters.parse(object_type, rule.filter))
    except filters.FilterError:
        return "no_right"
    return ""


def _reached_then(actor: Actor, object_type: ObjectType, event: Event) -> bool:
    """Whether the person could read a record that is gone now, by its row and their rights of today."""
    if actor.is_trusted or (object_type.scope is None and "all" in access.scopes(actor, object_type, "read")):
        return True
    if object_type.scope is not None:
        return False
    people = People()
    named = {
        number
        for name in object_type.own_by
        for number in people.of([rules.Receiver(kind="field", path=name)], object_type, event.record)
    }
    for scope in access.scopes(actor, object_type, "read"):
        if isinstance(scope, dict):
            try:
                if filters.matches(object_type, scope, filters.EventView(event.record), filters.Caller.of(actor)):
                    return True
            except filters.FilterError:
                continue
        elif named & set([actor.user_id] if scope == "own" else access.team_members(actor)):
            return True
    return False


def _tell(work: _Work, gathered: Sequence[Gathered]) -> None:
    known = {rule.pk: rule for rule in NoticeRule.objects.filter(pk__in={one.rule_id for one in gathered})}
    by_user: dict[tuple[int | None, int], list[Gathered]] = defaultdict(list)
    for one in gathered:
        for number in one.users:
            by_user[one.rule_id, number].append(one)
    audience = Audience(known.values(), gathered)
    users = User.objects.filter(is_active=True).in_bulk([number for _rule, number in by_user])
    for (rule_id, number), some in by_user.items():
        user, rule = users.get(number), known.get(rule_id or 0)
        if user is None or not audience.wants(rule, user):
            continue
        operations: dict[Any, list[Gathered]] = defaultdict(list)
        for one in some:  # what followers are told is of one record each, whatever else the operation did
            operations[(one.operation, one.object if rule is None else "")].append(one)
        parts = list(operations.values())
        if len(parts) > MOST_SEPARATE and rule is not None:
            parts = [some]
        for part in parts:
            _tell_person(work, rule, user, part, audience)


def _tell_person(
    work: _Work,
    rule: NoticeRule | None,
    user: User,
    some: Sequence[Gathered],
    audience: Audience,
    standing: Sequence[dict[str, Any]] = (),
) -> None:
    """One notice for one person of what one rule gathered."""
    object_type = objects.find(rule.object if rule is not None else some[0].object)
    if object_type is None:
        return
    some = [one for one in some if audience.may_know(user, one, object_type)]
    with translation.override(user.language), timezone.override(clocks.zone_of(user)):
        _Person(work, rule, user, object_type, audience).tell(some, standing)


class _Person:
    """Composes the notice of one person; their language and zone are active."""

    def __init__(
        self, work: _Work, rule: NoticeRule | None, user: User, object_type: ObjectType, audience: Audience
    ) -> None:
        self.work, self.rule, self.user, self.object_type, self.audience = work, rule, user, object_type, audience
        self.reader = wording.Reader(user)
        self.name = str(rule) if rule is not None else ""
        if rule is None:
            self.why = _("You are told because you follow this record.")
        elif rule.reach == "company":
            self.why = _("You are told by the company's rule “%(name)s”.") % {"name": self.name}
        else:
            self.why = _("You are told because you follow “%(name)s”.") % {"name": self.name}

    def tell(self, some: Sequence[Gathered], standing: Sequence[dict[str, Any]]) -> None:
        by_record: dict[int, list[Gathered]] = defaultdict(list)
        for one in some:
            by_record[one.record_id].append(one)
        shown = list(by_record)[: wording.MOST_SHOWN * 2]
        there = self.audience.records(self.object_type, shown)
        events = self.audience.events([one for number in shown for one in by_record[number]])
        pieces = [
            piece
            for number in shown
            if (piece := self._piece(number, there.get(number), by_record[number], events)) is not None
        ]
        if not pieces and not standing:
            return
        count = len(pieces) if len(by_record) == len(shown) else len(by_record)
        is_summary = self.rule is not None and self.rule.timing != "at_once"
        if is_summary:
            count += self._add_standing(pieces, standing)
        began = some[0].pk if some else f"at{int(self.work.now.timestamp())}"
        key = f"{self.rule.pk if self.rule else 'record'}:{self.user.pk}:{began}"
        if count == 1 and not is_summary:
            self._one(pieces[0], there.get(pieces[0].number), key)
        elif pieces:
            self._many(pieces, count, list(by_record), key)

    def _piece(
        self, number: int, record: Any, some: Sequence[Gathered], events: dict[int, Event]
    ) -> wording.Piece | None:
        happened = [(one.happened, events[one.event_id]) for one in some if one.event_id in events]
        if not happened:
            return None
        piece = self.reader.piece(self.object_type, number, record, happened, self.name)
        if all(on == "updated" for on, _event in happened):
            waited = {name for one in some for name in one.fields}
            hidden = access.field_rights(self.reader.actor, self.object_type)
            if not piece.changes or (waited and all(hidden.get(name) == "hidden" for name in waited)):
                return None  # nothing of it may be read
        return piece

    def _add_standing(self, pieces: list[wording.Piece], standing: Sequence[dict[str, Any]]) -> int:
        """Add what stands still, and to all the fields as they are now; how many records came on top."""
        names = shown_fields(self.rule, self.object_type) if self.rule else ()
        numbers = {row["id"] for row in standing}
        visible = access.visible(self.reader.actor, self.object_type).filter(pk__in=numbers)
        seen = set(visible.values_list("pk", flat=True))
        known = {piece.number for piece in pieces}
        further = [row for row in standing if row["id"] in seen and row["id"] not in known]
        records = self.audience.records(self.object_type, [row["id"] for row in further[: wording.MOST_SHOWN]])
        for piece in pieces:
            record = self.audience.records(self.object_type, [piece.number])[piece.number]
            row = matching.row_of(record) if record is not None else {}
            piece.state = self.reader.state(self.object_type, names, row)
        for row in further[: wording.MOST_SHOWN]:
            record = records[row["id"]]
            title = titles.of(record, self.reader.actor) if record is not None else f"#{row['id']}"
            state = self.reader.state(self.object_type, names, row)
            pieces.append(wording.Piece(self.object_type, row["id"], title, True, state=state))
        return len(further)

    def _telling(self, title: str, body: str, link: Any, key: str, html: str = "") -> Telling:
        rule = self.rule
        if rule is None:
            reason: dict[str, Any] = {"kind": "following.record", "id": None, "title": ""}
        else:
            reason = {"kind": f"notice_rule.{rule.reach}", "id": rule.pk, "title": self.name}
        return Telling(
            self.user,
            COMPANY if rule is not None and rule.reach == "company" else PERSONAL,
            title,
            body,
            html,
            link=link,
            urgent=rule is not None and rule.urgent,
            key=f"following:{key}",
            reason=reason,
        )

    def _one(self, piece: wording.Piece, record: Any, key: str) -> None:
        title = self._own_words(piece, record) or wording.title_of_one(piece)
        telling = self._telling(title, wording.body_of_one(piece, self.why), record, key)
        self.work.add(telling, self.rule, self.user, 1)

    def _own_words(self, piece: wording.Piece, record: Any) -> str:
        """The rule's own text, filled in; empty if it has none, or it cannot be."""
        rule = self.rule
        template = "" if rule is None else rule.text_zh if self.user.language == "zh-hans" else rule.text_en
        if rule is None or not (template or rule.text_en or rule.text_zh):
            return ""
        zone = str(timezone.get_current_timezone_name())
        values: dict[str, Any] = {"changes": piece.said, "by": piece.who, "note": piece.note, "rule": self.name}
        if record is not None:
            values["record"] = texts.record_values(record, self.user.language, self.reader.actor, zone)
        else:
            values["record"] = {"title": piece.title}
        try:
            return texts.render(template or rule.text_en or rule.text_zh, values).strip()
        except texts.BrokenTemplate:
            return ""

    def _many(self, pieces: list[wording.Piece], count: int, numbers: list[int], key: str) -> None:
        name = self.name or _("What I follow")
        telling = self._telling(
            wording.title_of_many(self.object_type, count, name),
            wording.lines_of_many(pieces, count, self.why),
            wording.list_url(self.object_type, numbers, self.rule.filter if self.rule else None),
            key,
            wording.table_of_many(pieces, count, self.why),
        )
        self.work.add(telling, self.rule, self.user, count)


def shown_fields(rule: NoticeRule, object_type: ObjectType) -> tuple[str, ...]:
    """The fields that a summary shows of each record: those chosen, else the stage and what the object puts on top."""
    chosen = [name for name in rule.shown or () if isinstance(name, str)]
    usual = dict.fromkeys([object_type.stage_field or object_type.board_by, *object_type.highlights])
    return tuple(chosen or [name for name in usual if name and name != object_type.title][:4])
