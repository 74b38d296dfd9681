"""Makes the keys of a record and compares two records by a rule.

Values are plain ones by field name.  A key is a number: a hash of the ways of comparing and the plain forms, the same
for every object, so that one index serves rules within an object and between two.  What shares a key is compared once
more by the values themselves.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Mapping
from typing import Any

from magpie.lib import likeness
from magpie.platform.duplicates import rules
from magpie.platform.duplicates.rules import Part, Rule
from magpie.platform.fields import Field
from magpie.platform.objects import ObjectType

MOST = 24  # keys that one record has by one rule
Values = Mapping[str, Any]
PLAIN_FORMS: dict[str, Callable[[str], str]] = {
    "exact": likeness.exact,
    "phone": likeness.telephone,
    "email": likeness.email,
    "website": likeness.website,
    "name": likeness.name,
    "similar": likeness.name,
}


def text_of(value: Any) -> str:
    """A plain value as the text that is compared."""
    if value is None or isinstance(value, dict | list):
        return ""
    return str(value)


def of(object_type: ObjectType, values: Values) -> set[int]:
    """All keys of a record with these values."""
    return {key for parts in rules.indexed(object_type) for key in of_parts(parts, values)}


def of_parts(parts: tuple[Part, ...], values: Values) -> list[int]:
    """The keys for parts that must all agree; none if one of them has no value."""
    pieces = [_pieces(part, values) for part in parts]
    if not all(pieces):
        return []
    ways = "|".join(part.compare for part in parts)
    return [_number(ways, combined) for combined in itertools.islice(itertools.product(*pieces), MOST)]


def _pieces(part: Part, values: Values) -> list[str]:
    found: dict[str, None] = {}
    for name in part.fields:
        text = text_of(values.get(name))
        if not text:
            continue
        if part.compare == "similar":
            found.update(dict.fromkeys(likeness.keys(text)))
        elif plain := PLAIN_FORMS[part.compare](text):
            found[plain] = None
    return list(found)


def _number(ways: str, combined: tuple[str, ...]) -> int:
    digest = hashlib.blake2b("\x00".join((ways, *combined)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def compare(rule: Rule, one: Values, other: Values) -> tuple[int, list[str]] | None:
    """How alike two records are by the rule (its score, and the fields of `one` that agree); None if they are not."""
    worst, agreeing = 100, []
    for part in rule.parts:
        found = _best(part, one, other)
        if found is None or found[0] < (rule.similarity if part.compare == "similar" else 100):
            return None
        worst = min(worst, found[0])
        agreeing.append(found[1])
    return worst, agreeing


def _best(part: Part, one: Values, other: Values) -> tuple[int, str] | None:
    best: tuple[int, str] | None = None
    for name in part.fields:
        if not (mine := text_of(one.get(name))):
            continue
        for theirs in (text_of(other.get(n)) for n in part.against):
            if not theirs:
                continue
            if part.compare == "similar":
                alike = likeness.score(mine, theirs)
            else:
                plain = PLAIN_FORMS[part.compare]
                alike = 100 if plain(mine) and plain(mine) == plain(theirs) else 0
            if alike and (best is None or alike > best[0]):
                best = alike, name
    return best


def values_of(fields: Mapping[str, Field], names: set[str], record: Any) -> dict[str, Any]:
    """The plain values of a record that the rules look at."""
    return {name: fields[name].plain(record) for name in names if name in fields}


def names_in(found: list[Rule]) -> set[str]:
    """The fields of their own object that these rules look at."""
    return {name for rule in found for part in rule.parts for name in part.fields}
