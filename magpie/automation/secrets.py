"""Secrets of connections to other programs: kept sealed, named in workflows, never shown or written down again.

A workflow names one as {"secret": "erp"} or as {{ secrets.erp }} inside a text.  While the step's input is filled the
name becomes a mark that only this run can open; the value itself is put in for the one moment of the call, and taken
out again of whatever the other side answers.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, quote_plus

from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from magpie.notices import seal
from magpie.platform import columns
from magpie.platform.models import User
from magpie.platform.problems import Refused

NAME = r"[a-z][a-z0-9_]{0,39}"
HIDDEN = "•••"
_MARK = re.compile(rf"⟦secret:({NAME}):([0-9a-f]{{32}})⟧")
SHORTEST_HIDDEN = 6  # a shorter secret would be found by chance in any answer


class Secret(models.Model):
    """A password, token or address that nobody is to read."""

    name = models.CharField(max_length=40, unique=True)
    about = models.CharField(max_length=200, default="", db_default="")
    sealed = models.TextField()
    changed_at = columns.moment(gettext_lazy("Changed"), now=True)
    changed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return self.name


def value_of(name: str) -> str:
    """The value; Refused if there is none of that name, or it was sealed with another key."""
    found = Secret.objects.filter(name=name).first()
    if found is None:
        raise Refused(_("There is no secret “%(name)s”.") % {"name": name[:50]})
    try:
        return seal.unseal(found.sealed)
    except seal.Unreadable:
        raise Refused(_("The secret “%(name)s” must be entered again.") % {"name": name}) from None


def keep(name: str, value: str | None, *, about: str, user: User | None) -> Secret:
    """Store a secret under its name; without a value the old one stays."""
    known = Secret.objects.filter(name=name).first() or Secret(name=name)
    if value is not None:
        known.sealed = seal.seal(value)
    known.about, known.changed_by, known.changed_at = about, user, timezone.now()
    known.save()
    return known


class Marks(Mapping[str, str]):
    """What `secrets` is in the templates of one run: {{ secrets.erp }} becomes a mark that only this run can open.

    `key` is the run's number, or the key of any of its steps, which begins with it.
    """

    def __init__(self, key: str) -> None:
        self._key = key

    def __getitem__(self, name: str) -> str:
        if not re.fullmatch(NAME, str(name)):
            raise KeyError(name)
        return f"⟦secret:{name}:{_signature(name, self._key)}⟧"

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _signature(name: str, key: str) -> str:
    """Text of a record that looks like a mark opens nothing: it would have to know this."""
    run = key.partition(":")[0]
    return salted_hmac("magpie.automation.secrets.mark", f"{name}\0{run}", algorithm="sha256").hexdigest()[:32]


class Opened:
    """The secrets that one step uses; knows afterwards which values must not be told."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._values: dict[str, str] = {}

    def reveal(self, value: Any) -> Any:
        """The value with {"secret": NAME} and marks replaced by the secrets; only for the moment of the call."""
        if isinstance(value, dict):
            if value.keys() == {"secret"}:
                return self._value(str(value["secret"]))
            return {self._in_text(str(k)): self.reveal(v) for k, v in value.items()}
        if isinstance(value, list):
            return [self.reveal(item) for item in value]
        return self._in_text(value) if isinstance(value, str) else value

    def _in_text(self, text: str) -> str:
        return _MARK.sub(self._opened, text) if "⟦secret:" in text else text

    def _opened(self, mark: re.Match[str]) -> str:
        if not hmac.compare_digest(mark[2], _signature(mark[1], self._key)):
            return HIDDEN
        return self._value(mark[1])

    def _value(self, name: str) -> str:
        if name not in self._values:
            self._values[name] = value_of(name)
        return self._values[name]

    def also(self, text: str) -> str:
        """The text, which is made of a secret and so is as secret."""
        self._values[f" {len(self._values)}"] = text
        return text

    @property
    def are_used(self) -> bool:
        return bool(self._values)

    def hide(self, value: Any) -> Any:
        """The value without any secret that was used, so that it can be kept and shown."""
        forms = {form for v in self._values.values() for form in (v, quote(v, safe=""), quote_plus(v))}
        hidden = sorted((v for v in forms if len(v) >= SHORTEST_HIDDEN), key=len, reverse=True)
        return _mapped(value, lambda text: _without(text, hidden)) if hidden else value


def _without(text: str, hidden: list[str]) -> str:
    for secret in hidden:
        text = text.replace(secret, HIDDEN)
    return text


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, dict):
        return {change(str(k)): _mapped(v, change) for k, v in value.items()}
    if isinstance(value, list):
        return [_mapped(item, change) for item in value]
    return change(value) if isinstance(value, str) else value


def shown(value: Any) -> Any:
    """An input as it may be kept and shown: marks become {{ secrets.NAME }} again."""
    return _mapped(value, lambda text: _MARK.sub(lambda mark: f"{{{{ secrets.{mark[1]} }}}}", text))
