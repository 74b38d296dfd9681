"""What can be done with documents and their links."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from pydantic import BaseModel, Field

from magpie.documents import sending
from magpie.documents.models import DocumentLink
from magpie.platform import access, objects, records
from magpie.platform.actions import NoInput, Output, action
from magpie.platform.actor import Actor
from magpie.platform.problems import Refused


class SendDocument(BaseModel):
    """Which document, for how many days, and how."""

    document: int = Field(title=gettext_noop("Document"), gt=0, lt=2**63, json_schema_extra={"x-object": "document"})
    days: int | None = Field(sending.DAYS, title=gettext_noop("Valid for days"), ge=1, le=3650)
    may_download: bool = Field(True, title=gettext_noop("May be downloaded"))
    password: str = Field("", title=gettext_noop("Password"), max_length=100, json_schema_extra={"format": "password"})


class LinkPassword(BaseModel):
    """The new password; empty for none."""

    password: str = Field("", title=gettext_noop("Password"), max_length=100, json_schema_extra={"format": "password"})


@action(
    "document.send", on="*", label=_("Make a link to a document"), bulk=False, for_people=False, group="records",
    about=_("Makes a link by which this customer reads a document; a later step can put its address into a message."),
    outputs=(
        Output("id", _("Document link"), "record", "document_link"), Output("url", _("Address of the link"), "text")
    ),
)  # fmt: skip
def send(record: Any, data: SendDocument, *, actor: Actor) -> dict[str, Any]:
    """A link by which a customer reads a document, and by which one sees that they did."""
    document = access.visible(actor, objects.get("document")).filter(pk=data.document).first()
    if record is None or document is None:
        raise Refused(str(_("There is no such record, or you may not see it.")))
    expires_on = timezone.localdate() + datetime.timedelta(days=data.days) if data.days else None
    link = sending.make(
        document, f"{objects.of(record).name}:{record.pk}", actor=actor, expires_on=expires_on,
        may_download=data.may_download, password=data.password,
    )  # fmt: skip
    return {"object": "document_link", "id": link.pk, "url": sending.address_of(link)}


@action(
    "document_link.revoke", on="document_link", label=_("Revoke"), danger=True,
    confirm=_("From now on the link leads nowhere. What is known of its use stays."),
    available_if={"field": "is_revoked", "is": False},
)  # fmt: skip
def revoke(link: DocumentLink, data: NoInput, *, actor: Actor) -> DocumentLink:
    """From now on the address leads nowhere."""
    return records.update(link, {"is_revoked": True}, actor=actor)


@action("document_link.protect", on="document_link", label=_("Set a password"), bulk=False, for_automation=False)
def protect(link: DocumentLink, data: LinkPassword, *, actor: Actor) -> DocumentLink:
    """Ask visitors for a password from now on; without one, ask for none."""
    changed = records.update(link, {"has_password": bool(data.password)}, actor=actor)
    hashed = make_password(data.password) if data.password else ""
    DocumentLink.objects.filter(pk=link.pk).update(password=hashed, tries=0)
    return changed
