"""Browsers that are told although Magpie is closed in them, and the installation's keys to the services that do it.

A browser names an address at its maker's push service and two keys; what is sent there can be read by that browser only
(RFC 8291).  The service knows this installation by its own pair of keys (RFC 8292, "VAPID"), made once and sealed.

A browser is told only as long as the session lasts in which it was turned on.  That is looked at whenever something is
to be sent, by the session itself: however it ended, nothing more is said there.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.signals import user_logged_out
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Func, TextField
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from magpie.notices import seal
from magpie.platform.models import User

MOST_OF_A_PERSON = 20
CURVE = ec.SECP256R1()


class Browser(models.Model):
    """One browser of one person, as it is signed in there."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    endpoint = models.CharField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=100)  # the browser's public key
    auth = models.CharField(max_length=50)  # a secret that it shares with us
    name = models.CharField(max_length=100, default="", db_default="")  # such as "Chrome, Windows"
    session = models.CharField(max_length=64, default="", db_default="")  # a digest: signing out ends it
    created_at = models.DateTimeField(default=timezone.now, db_default=Now())
    used_at = models.DateTimeField(null=True)  # when its service last took something for it

    class Meta:
        indexes = [
            models.Index(fields=["user"], name="browsers_of_a_person"),
            models.Index(fields=["session"], name="browsers_of_a_session"),
        ]


class PushKeys(models.Model):
    """The installation's pair of keys; one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    public = models.CharField(max_length=100)
    private = models.TextField()  # sealed

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_pair_of_push_keys")]


@dataclass(frozen=True)
class Keys:
    """A pair of keys; the public one as browsers want it (an uncompressed point in base64url)."""

    public: str
    private: ec.EllipticCurvePrivateKey


def keys() -> Keys:
    """The installation's keys, made on first use, and anew where the secret key of the installation has changed."""
    row = PushKeys.objects.filter(pk=1).first()
    if row is not None:
        try:
            return _opened(row)
        except seal.Unreadable:
            pass
    with transaction.atomic():
        row, _made = PushKeys.objects.select_for_update().get_or_create(pk=1, defaults=_fresh())
        try:
            return _opened(row)
        except seal.Unreadable:
            for name, value in _fresh().items():
                setattr(row, name, value)
            row.save()
            Browser.objects.all().delete()  # they know the old key; open pages give them the new one
            return _opened(row)


def _fresh() -> dict[str, str]:
    private = ec.generate_private_key(CURVE)
    secret = private.private_numbers().private_value.to_bytes(32, "big")
    return {"public": encode(point(private.public_key())), "private": seal.seal(encode(secret))}


def _opened(row: PushKeys) -> Keys:
    secret = decode(seal.unseal(row.private))
    return Keys(row.public, ec.derive_private_key(int.from_bytes(secret, "big"), CURVE))


def point(public: ec.EllipticCurvePublicKey) -> bytes:
    """The key as 65 bytes."""
    return public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def encode(data: bytes) -> str:
    """As base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: str) -> bytes:
    """From base64url with or without padding; ValueError if it is none."""
    return base64.urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))


def digest_of(session_key: str | None) -> str:
    """What is kept of a session: nobody can sign in with it."""
    return hashlib.sha256(session_key.encode()).hexdigest() if session_key else ""


def keep(user: User, *, endpoint: str, p256dh: str, auth: str, name: str, session: str) -> Browser:
    """Have that browser tell this person from now on, whoever it told before; the oldest of very many is dropped."""
    values = {"user": user, "p256dh": p256dh, "auth": auth, "name": name, "session": session}
    with transaction.atomic():
        is_first = not Browser.objects.filter(user=user).exists()
        browser, _made = Browser.objects.update_or_create(endpoint=endpoint, defaults=values)
        if is_first:
            _wish_for(user)
        kept = Browser.objects.filter(user=user).order_by("-created_at", "-id").values("pk")[:MOST_OF_A_PERSON]
        Browser.objects.filter(user=user).exclude(pk__in=list(kept.values_list("pk", flat=True))).delete()
    return browser


def _wish_for(user: User) -> None:
    """Whoever turns on their first browser wants it: also for the kinds for which they chose their channels before."""
    from magpie.notices.models import Preference

    for row in Preference.objects.filter(user=user).exclude(channels__contains=["push"]):
        if "popup" in row.channels:
            row.channels = [*row.channels, "push"]
            row.save(update_fields=["channels"])


class _Digest(Func):
    """`digest_of` a session's key, in the database."""

    template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
    output_field = TextField()


def lasting(found: Iterable[Browser]) -> list[Browser]:
    """Of these browsers those whose session lasts; their `user` is looked at.

    A session is over when it was signed out or taken away, its time has passed, the password was changed since, or its
    person may not sign in any more.
    """
    rows = [browser for browser in found if browser.session and browser.user.is_active]
    if not rows:
        return []
    alive = Session.objects.filter(expire_date__gt=timezone.now()).annotate(digest=_Digest("session_key"))
    alive = alive.filter(digest__in={browser.session for browser in rows})
    pairs = alive.values_list("digest", "session_data")
    said = {digest: Session(session_data=data).get_decoded() for digest, data in pairs}
    return [browser for browser in rows if _is_signed_in(browser.user, said.get(browser.session, {}))]


def _is_signed_in(user: User, said: dict[str, Any]) -> bool:
    """Whether a session says so, with the password as it is now."""
    known = str(said.get(HASH_SESSION_KEY) or "")
    wanted = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return said.get(SESSION_KEY) == str(user.pk) and any(constant_time_compare(known, each) for each in wanted)


def of_person(user_id: int) -> list[Browser]:
    """The browsers of a person in which they are signed in, the latest first; the others are forgotten."""
    found = Browser.objects.filter(user_id=user_id).select_related("user")
    rows = list(found.order_by("-created_at", "-id"))
    kept = lasting(rows)
    _forget(rows, kept)
    return kept


def people_with_any(numbers: set[int]) -> set[int]:
    """Those of these people who have turned on a browser and are signed in there."""
    if not numbers:
        return set()
    return {browser.user_id for browser in lasting(Browser.objects.filter(user_id__in=numbers).select_related("user"))}


def forget_ended() -> None:
    """Forget all browsers whose session is over."""
    rows = list(Browser.objects.select_related("user"))
    _forget(rows, lasting(rows))


def _forget(rows: list[Browser], kept: list[Browser]) -> None:
    if gone := {browser.pk for browser in rows} - {browser.pk for browser in kept}:
        Browser.objects.filter(pk__in=gone).delete()


def is_any() -> bool:
    """Whether anybody has turned on a browser."""
    return Browser.objects.exists()


def was_used(number: int, at: datetime.datetime) -> None:
    """Its service took something for it."""
    Browser.objects.filter(pk=number).update(used_at=at)


def _signed_out(request: Any, **_signal: Any) -> None:
    key = getattr(getattr(request, "session", None), "session_key", None)
    if key:
        Browser.objects.filter(session=digest_of(key)).delete()


user_logged_out.connect(_signed_out, dispatch_uid="magpie.notices.browsers")
