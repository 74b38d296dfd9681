"""The one way to write a record: permission, fields, required by stage, gates, save; remembered by the database itself.

Permission and read-only fields are checked where a person writes directly.  Inside an action (`actions.perform`) the
action was permitted as a whole, and it may write what only actions may.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.db import IntegrityError, connection, models
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from magpie.platform import access, cleaning, context, gates, objects, rows, setup
from magpie.platform.actor import Actor
from magpie.platform.duplicates import checking, index
from magpie.platform.models import Event, Tracked, User
from magpie.platform.numbering import giving
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Forbidden, Invalid, NotFound, Refused, Stale

R = TypeVar("R", bound=Tracked)
# What to say where a record breaks a rule that stands on another table, by the name of the constraint.
rules_elsewhere: dict[str, Callable[[], str]] = {}


def create(model: type[R], values: Mapping[str, Any], *, actor: Actor) -> R:
    """A new record with these values; its owner is the actor unless another is given."""
    object_type = objects.of_model(model)
    with context.acting(actor) as current:
        if not current.action and not access.may(actor, object_type, "create"):
            raise Forbidden(_("You may not create records of %(object)s.") % {"object": str(object_type.label_plural)})
        plain = cleaning.clean(object_type, values, actor, None, inside_action=bool(current.action))
        record = new_record(object_type, plain, actor)
        derive(object_type, record, frozenset(cleaning.columns_of(object_type, plain)), actor)
        if problems := cleaning.missing_values(object_type, record, object_type.fields()):
            raise Invalid(problems, cleaning.labels(object_type))
        accepted = _ask_for_duplicates(object_type, record, cleaning.columns_of(object_type, plain), current)
        spoke = gates.check(object_type, "create", record, current)
        if giving.schemes_of(object_type):
            record.pk = rows.next_number(model)
            giving.give(object_type, [record])
        with explained(object_type):
            record.save(force_insert=True)
        gates.remember(spoke, record, current)
        checking.remember(accepted, record)
        _written(object_type)
        return record  # type: ignore[no-any-return]


def new_record(object_type: ObjectType, plain: cleaning.Plain, actor: Actor) -> Any:
    """An unsaved record with the values that every new one gets."""
    names = object_type.fields()
    record = object_type.model(**cleaning.columns_of(object_type, plain))
    if "created_by" in names:
        record.created_by_id = actor.user_id  # type: ignore[attr-defined]
    if "owner" in names and "owner" not in plain:
        record.owner_id = actor.user_id  # type: ignore[attr-defined]
    return record


def update(record: R, values: Mapping[str, Any], *, actor: Actor, version: int | None = None) -> R:
    """The record with these values changed; Stale if somebody else changed the same fields since `version`."""
    object_type = objects.of(record)
    with context.acting(actor) as current:
        found = lock(object_type, record.pk)
        if not current.action and not access.reaches(actor, object_type, found, "update"):
            raise Forbidden(_("You may not change this record."))
        plain = cleaning.clean(object_type, values, actor, found, inside_action=bool(current.action))
        if version is not None and version != found.version:
            _refuse_stale(object_type, found, version, plain)
        write(object_type, found, plain, current)
        return _take_over(record, found)


def write(object_type: ObjectType, found: Any, plain: cleaning.Plain, current: context.Context) -> bool:
    """Write cleaned values to a locked record, with all that follows from them; whether anything changed."""
    before = getattr(found, "custom", None)
    changes = apply(object_type, found, plain)
    if not changes:
        return False
    changes |= derive(object_type, found, frozenset(changes), current.actor)
    if problems := cleaning.missing_values(object_type, found, plain):
        raise Invalid(problems, cleaning.labels(object_type))
    accepted = _ask_for_duplicates(object_type, found, changes, current)
    changed = gates.changed_fields(object_type, changes, before) if gates.on(object_type, "update") else None
    spoke = gates.check(object_type, "update", found, current, changed)
    with explained(object_type):
        _save_changes(object_type, found, changes)
    gates.remember(spoke, found, current)
    checking.remember(accepted, found)
    _written(object_type)
    return True


def _save_changes(object_type: ObjectType, record: Any, changes: Mapping[str, Any]) -> None:
    """Write the changed columns and take over, in the same statement, what the database itself sets."""
    query = object_type.model._default_manager.filter(pk=record.pk).query.chain(models.sql.UpdateQuery)
    query.add_update_values(changes)  # type: ignore[attr-defined]
    statement, parameters = query.get_compiler(connection=connection).as_sql()
    fields = object_type.model._meta.concrete_fields
    set_by_database = [f for f in fields if f.generated or f.name in ("version", "updated_at")]
    columns = ", ".join(connection.ops.quote_name(str(f.column)) for f in set_by_database)
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} RETURNING {columns}", parameters)
        for field, value in zip(set_by_database, cursor.fetchone(), strict=True):
            setattr(record, field.attname, value)


def _take_over(record: R, found: Any) -> R:
    """Give the caller's instance the state of the locked one."""
    for name, value in found.__dict__.items():
        setattr(record, name, value) if name != "_state" else None
    return record


def lock(object_type: ObjectType, pk: int) -> Any:
    """The record as it is now, locked until the transaction ends; NotFound if it is gone."""
    found = rows.by_number(object_type.model, pk, locked=True)
    if found is None:
        raise NotFound
    return found


def apply(object_type: ObjectType, record: Any, plain: cleaning.Plain) -> dict[str, Any]:
    """Set plain values on an instance; gives the columns that changed."""
    columns = cleaning.columns_of(object_type, plain, getattr(record, "custom", None))
    changes = {name: value for name, value in columns.items() if getattr(record, name) != value}
    for name, value in changes.items():
        setattr(record, name, value)
    return changes


def derive(object_type: ObjectType, record: Any, changed: frozenset[str], actor: Actor) -> dict[str, Any]:
    """Set what follows from the changed columns (`ObjectType.before_save`); gives the further columns that changed."""
    if object_type.before_save is None:
        return {}
    further = object_type.before_save(record, changed, actor)
    further = {name: value for name, value in further.items() if getattr(record, name) != value}
    for name, value in further.items():
        setattr(record, name, value)
    return further


def _refuse_stale(object_type: ObjectType, found: Any, version: int, plain: cleaning.Plain) -> None:
    """Two people may edit different fields of one record; the same field only one after the other's edit was seen."""
    later = Event.objects.filter(
        object=object_type.name, record_id=found.pk, kind="updated", record__version__gt=version
    ).order_by("-id")[:50]
    fields = object_type.fields()
    columns = {fields[n].column or n: n for n in plain}
    for event in later:
        both = [columns[c] for c in event.changed if c in columns]
        both = [n for n in both if fields[n].plain(found) != plain[n]]
        if both:
            editor = User.objects.filter(pk=event.actor_id or 0).first()
            raise Stale(str(editor or _("Somebody else")), event.at, found, both)


def delete(record: Tracked, *, actor: Actor) -> None:
    """Delete a record; Refused while others that need it point to it."""
    object_type = objects.of(record)
    with context.acting(actor) as current:
        found = lock(object_type, record.pk)
        if not current.action and not access.reaches(actor, object_type, found, "delete"):
            raise Forbidden(_("You may not delete this record."))
        check_delete(object_type, found, current)
        try:
            found.delete()
        except ProtectedError as error:
            raise Refused(in_use(error)) from None
        _written(object_type)


def check_delete(object_type: ObjectType, record: Any, current: context.Context) -> None:
    """Refused or Asked if the record is needed or a gate speaks against it; what was answered is remembered."""
    if object_type.needed and (reason := object_type.needed(record)):
        raise Refused(reason)
    gates.remember(gates.check(object_type, "delete", record, current), record, current)


def in_use(error: ProtectedError) -> str:
    """Why a record that others need cannot be deleted; it names only what who asks may read."""
    some = next(iter(error.protected_objects))
    object_type = objects.of(some) if type(some) in objects.models_with_objects() else None
    current = context.current()
    if object_type and current and not access.reaches(current.actor, object_type, some, "read"):
        return _("This cannot be deleted: a record that you may not see needs it.")
    name = f"{object_type.label} “{object_type.title_of(some)}”" if object_type else str(some)
    return _("This cannot be deleted: %(name)s needs it.") % {"name": name}


def _ask_for_duplicates(
    object_type: ObjectType, record: Any, changed: Iterable[str], current: context.Context
) -> list[checking.Match]:
    """Where one record is entered: Refused or Asked if it seems to be there already; gives what was accepted."""
    return checking.on_entry(object_type, record, changed, current) if current.entry else []


def _written(object_type: ObjectType) -> None:
    index.keep_up(object_type)
    if object_type.is_setup:
        setup.forget()


class explained:  # noqa: N801 - reads as a word after `with`
    """Turns a broken constraint of the database into a sentence on its field."""

    def __init__(self, object_type: ObjectType) -> None:
        self.object_type = object_type

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if not isinstance(error, IntegrityError):
            return
        diagnosis = getattr(error.__cause__, "diag", None)
        name = getattr(diagnosis, "constraint_name", None) or ""
        if name in rules_elsewhere:
            raise Refused(rules_elsewhere[name]()) from None
        meta = self.object_type.model._meta
        fields = [f.name for f in meta.concrete_fields if f.unique and f.column in name]
        for constraint in meta.constraints:
            if isinstance(constraint, models.UniqueConstraint) and constraint.name == name:
                fields = list(constraint.fields)
        if not fields:
            raise error
        raise Invalid(
            {fields[-1]: [_("There is already a record with this value.")]}, cleaning.labels(self.object_type)
        ) from None
