"""Gates that nobody understands any more, because a field or an action is gone: their makers are told, once."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy

from magpie.notices.people import administrators
from magpie.notices.tell import KINDS, Telling, tell_many
from magpie.platform.gates.declaring import problem_of
from magpie.platform.models import Event, Gate, User

KIND = "gate.broken"
KINDS.setdefault(KIND, gettext_lazy("Gates that cannot be understood"))
TEXT = {
    "en": "The gate “%(name)s” cannot be understood any more and stops everybody: %(problem)s",
    "zh-hans": "关卡“%(name)s”已无法识别，会拦下所有相关操作：%(problem)s",
}


def tell_makers() -> int:
    """Tell whoever last changed each broken gate, or the administrators; gives how many notices there are of it."""
    tellings = []
    for gate in Gate.objects.filter(is_active=True).order_by("pk"):
        if problem := problem_of(gate):
            title = {language: text % {"name": gate.name, "problem": problem} for language, text in TEXT.items()}
            tellings += [
                Telling(
                    user,
                    KIND,
                    title,
                    link=f"{settings.PUBLIC_URL}/setup/gates",
                    key=f"gate:{gate.pk}:{gate.version}:{user.pk}",
                    reason={"kind": "gate", "id": gate.pk, "title": gate.name},
                )
                for user in _makers(gate)
            ]
    return len(tell_many(tellings)) if tellings else 0


def _makers(gate: Gate) -> list[User]:
    changes = Event.objects.filter(object="gate", record_id=gate.pk, actor_id__isnull=False).order_by("-id")
    number = changes.values_list("actor_id", flat=True).first()
    maker = User.objects.filter(pk=number or 0, is_active=True, is_administrator=True).first()
    return [maker] if maker is not None else administrators()
