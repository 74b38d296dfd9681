"""A filter as a sentence, in the current language: "Budget is at least 50,000 and Country is China"."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from magpie.platform.fields import Field
from magpie.platform.filters.parse import Comparison, Node, Tree, parse
from magpie.platform.filters.relations import Relation
from magpie.platform.objects import ObjectType


def describe(object_type: ObjectType, node: Any) -> str:
    """The filter, given as data or already parsed, as a person would say it; empty for a filter that lets all pass."""
    tree = node if isinstance(node, Tree | Comparison | Relation) else parse(object_type, node)
    return _describe(tree, outermost=True)


def _describe(tree: Node, *, outermost: bool = False) -> str:
    if isinstance(tree, Comparison):
        return describe_comparison(tree)
    if isinstance(tree, Relation):
        return tree.kind.describe(tree, False)
    if tree.join == "not":
        if isinstance(inner := tree.parts[0], Relation):
            return inner.kind.describe(inner, True)
        return _("not (%(condition)s)") % {"condition": _describe(tree.parts[0], outermost=True)}
    joined = (_(" and ") if tree.join == "all" else _(" or ")).join(_describe(part) for part in tree.parts)
    return joined if outermost or len(tree.parts) < 2 else _("(%(text)s)") % {"text": joined}


def label_of(comparison: Comparison) -> str:
    """The field as a person names it, with the references that lead to it."""
    names = [*(str(f.label) for f in comparison.path.through), str(comparison.path.field.label)]
    if comparison.path.part:
        names.append(comparison.path.part)
    return " › ".join(n[:1].upper() + n[1:] for n in names)


def describe_comparison(comparison: Comparison) -> str:
    """One comparison as a sentence."""
    if comparison.operator == "is_empty":  # its value is yes or no, whatever the field's type
        return (_("%(field)s is empty") if comparison.wanted else _("%(field)s is filled")) % {
            "field": label_of(comparison)
        }
    values = {"field": label_of(comparison), "value": _wanted(comparison)}
    if "within_last" in comparison.path.field.type.operators and comparison.operator in (dated := _dated_sentences()):
        return dated[comparison.operator] % values
    return _sentences()[comparison.operator] % values


def _sentences() -> dict[str, str]:
    return {
        "is": _("%(field)s is %(value)s"),
        "is_not": _("%(field)s is not %(value)s"),
        "in": _("%(field)s is one of %(value)s"),
        "not_in": _("%(field)s is none of %(value)s"),
        "contains": _("%(field)s contains “%(value)s”"),
        "starts_with": _("%(field)s begins with “%(value)s”"),
        "lt": _("%(field)s is below %(value)s"),
        "lte": _("%(field)s is at most %(value)s"),
        "gt": _("%(field)s is above %(value)s"),
        "gte": _("%(field)s is at least %(value)s"),
        "between": _("%(field)s lies between %(value)s"),
        "within_last": _("%(field)s lies within the last %(value)s"),
        "within_next": _("%(field)s lies within the next %(value)s"),
        "on": _("%(field)s lies in %(value)s"),
        "by_end_of": _("%(field)s lies in %(value)s or before"),
        "under": _("%(field)s works under %(value)s"),
        "has_any": _("%(field)s has any of %(value)s"),
        "has_all": _("%(field)s has all of %(value)s"),
        "has_none": _("%(field)s has none of %(value)s"),
    }


def _dated_sentences() -> dict[str, str]:
    return {
        "lt": _("%(field)s is before %(value)s"),
        "lte": _("%(field)s is not after %(value)s"),
        "gt": _("%(field)s is after %(value)s"),
        "gte": _("%(field)s is not before %(value)s"),
    }


def _wanted(comparison: Comparison) -> str:
    wanted, field = comparison.wanted, comparison.path.field
    if comparison.operator in ("within_last", "within_next"):
        return describe_amount(wanted)
    if comparison.operator in ("on", "by_end_of"):
        return _periods()[wanted]
    if isinstance(wanted, tuple):
        texts = [value_text(field, w) for w in wanted]
        if comparison.operator == "between":
            return _("%(low)s and %(high)s") % {"low": texts[0], "high": texts[1]}
        return _(", ").join(texts)
    return value_text(field, wanted)


def value_text(field: Field, plain: Any) -> str:
    """One plain value as a person reads it; references by their title."""
    if plain == "$me":
        return _("me")
    if field.is_empty(plain):
        return _("empty")
    if field.target and isinstance(plain, int) and not field.choices:
        from magpie.platform import objects

        target = objects.get(field.target)
        found = target.model._default_manager.filter(pk=plain).first()
        return target.title_of(found) if found is not None else f"#{plain}"
    if field.type.name in ("choices", "tags"):
        return field.label_of(str(plain)) if isinstance(plain, str) else field.type.to_text(plain, field)
    return field.label_of(str(plain)) if field.choices else field.type.to_text(plain, field)


def describe_amount(amount: dict[str, int]) -> str:
    """An amount of time in words: "2 days", "1 hour"."""
    from django.utils.translation import ngettext

    parts = []
    for unit, count in amount.items():
        words = {
            "seconds": ngettext("%(count)d second", "%(count)d seconds", count),
            "minutes": ngettext("%(count)d minute", "%(count)d minutes", count),
            "hours": ngettext("%(count)d hour", "%(count)d hours", count),
            "days": ngettext("%(count)d day", "%(count)d days", count),
            "weeks": ngettext("%(count)d week", "%(count)d weeks", count),
            "months": ngettext("%(count)d month", "%(count)d months", count),
        }
        parts.append(words[unit] % {"count": count})
    return " ".join(parts)


def _periods() -> dict[str, str]:
    return {
        "today": _("today"), "yesterday": _("yesterday"), "tomorrow": _("tomorrow"), "this_week": _("this week"),
        "last_week": _("last week"), "next_week": _("next week"), "this_month": _("this month"),
        "last_month": _("last month"),
        "next_month": _("next month"), "this_year": _("this year"),
    }  # fmt: skip
