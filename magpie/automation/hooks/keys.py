"""Making, showing and renewing the keys of webhooks."""

from __future__ import annotations

import hashlib
import secrets

from django.utils import timezone

from magpie.automation.hooks.models import Hook
from magpie.automation.models import Workflow
from magpie.notices import seal


def digest_of(key: str) -> str:
    """What a hook is found by."""
    return hashlib.sha256(key.encode()).hexdigest()


def key_of(workflow: Workflow, trigger: int) -> str:
    """The key of a webhook trigger, made when it is first asked for; one that cannot be read any more is made anew."""
    hook = Hook.objects.filter(workflow=workflow, trigger=trigger).first()
    if hook is not None:
        try:
            return seal.unseal(hook.sealed)
        except seal.Unreadable:
            pass
    return renew(workflow, trigger)


def renew(workflow: Workflow, trigger: int) -> str:
    """Another key; the former one is worth nothing from now on."""
    key = secrets.token_urlsafe(32)
    values = {"digest": digest_of(key), "sealed": seal.seal(key), "made_at": timezone.now(), "used_at": None}
    Hook.objects.update_or_create(workflow=workflow, trigger=trigger, defaults=values)
    return key
