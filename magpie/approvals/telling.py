"""What people are told of requests: those who are asked, and whoever asked when it is decided."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from magpie.approvals.models import Approval
from magpie.approvals.words import operation_label
from magpie.notices import matters
from magpie.notices.tell import KINDS, Telling, tell_many
from magpie.platform.models import User

KIND = "approval"
KINDS.setdefault(KIND, gettext_lazy("Approvals"))
LANGUAGES = ("en", "zh-hans")


def matter_of(approval: Approval) -> str:
    """How notices name the request that waits."""
    return f"approval:{approval.pk}"


def of_request(approval: Approval, people: Collection[int] | None = None, again: str = "") -> None:
    """Tell everybody who may approve, or these who are asked `again`, once each; who is away has their deputy told."""
    parts = list(approval.parts.order_by("pk"))
    tellings = []
    asked = {n for part in parts for n in part.people} if people is None else set(people)
    for user in User.objects.filter(pk__in=asked, is_active=True).order_by("pk"):
        own = [part for part in parts if user.pk in part.people] or parts
        body = {
            "en": "\n".join([*(part.text_en for part in own), approval.remark]).strip(),
            "zh-hans": "\n".join([*(part.text_zh or part.text_en for part in own), approval.remark]).strip(),
        }
        tellings.append(
            Telling(
                user,
                KIND,
                _in_both(approval, gettext_lazy("%(who)s asks for your approval: %(what)s “%(title)s”")),
                body,
                link=page_of(approval),
                sender=approval.asked_by,
                key=f"approval:{approval.pk}:{user.pk}{again}",
                matter=matter_of(approval),
                reason={"kind": "approver", "id": own[0].gate_number, "title": own[0].gate.name if own[0].gate else ""},
            )
        )
    tell_many(tellings)


def of_decision(approval: Approval) -> None:
    """Tell whoever asked how it was decided, and take the question away from all who were asked."""
    matters.settle([matter_of(approval)], approval.state, approval.decided_by)
    asker = approval.asked_by
    if asker is None or approval.state == "withdrawn" or approval.decided_by_id == asker.pk:
        return
    sentences = {
        "approved": gettext_lazy("Approved by %(by)s and done: %(what)s “%(title)s”"),
        "rejected": gettext_lazy("Not approved by %(by)s: %(what)s “%(title)s”"),
    }
    tell_many(
        [
            Telling(
                asker,
                KIND,
                _in_both(approval, sentences[approval.state]),
                approval.comment,
                link=page_of(approval),
                sender=approval.decided_by,
                key=f"approval:{approval.pk}:{approval.state}",
            )
        ]
    )


def page_of(approval: Approval) -> str:
    """The address of the request's page."""
    return f"{settings.PUBLIC_URL}/approvals/{approval.pk}"


def _in_both(approval: Approval, sentence: Any) -> dict[str, str]:
    texts = {}
    for language in LANGUAGES:
        with translation.override(language):
            texts[language] = str(sentence) % {
                "who": str(approval.asked_by or _("Somebody")),
                "by": str(approval.decided_by or _("Somebody")),
                "what": operation_label(approval.object, approval.operation),
                "title": approval.name,
            }
    return texts
