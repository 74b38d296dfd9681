"""Links by which customers get documents: making them, their addresses, and whether they still lead anywhere."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from magpie.documents.models import RECIPIENTS, Document, DocumentLink
from magpie.platform import access, objects, records, titles
from magpie.platform.actor import Actor
from magpie.platform.problems import Invalid, Refused

DAYS = 30  # for which a link is valid unless told otherwise


def recipient_of(link: str, actor: Actor) -> Any:
    """The customer that "contact:5" names, if the actor may see them; Invalid otherwise."""
    nothing = Invalid({"related_to": [_("There is no such record, or you may not see it.")]})
    pair = titles.split_link(link)
    if pair is None or pair[0] not in RECIPIENTS or objects.find(pair[0]) is None:
        raise nothing
    found = access.visible(actor, objects.get(pair[0])).filter(pk=pair[1]).first()
    if found is None:
        raise nothing
    return found


def make(
    document: Document,
    related_to: str,
    *,
    actor: Actor,
    expires_on: datetime.date | None,
    may_download: bool = True,
    password: str = "",
) -> DocumentLink:
    """A new link, inside an action.  Refused if the document has no file, or could be neither read nor downloaded."""
    if document.file is None:
        raise Refused(_("“%(name)s” has no file yet.") % {"name": document.name})
    if not document.is_active:
        raise Refused(_("“%(name)s” is not in use any more.") % {"name": document.name})
    if document.pages is None and not may_download:
        raise Refused(_("A file of this kind can only be downloaded. Allow it, or send a PDF."))
    today = timezone.localdate()
    if expires_on is not None and not today <= expires_on <= today + datetime.timedelta(days=3650):
        raise Invalid({"expires_on": [_("Enter a day in the coming years.")]})
    recipient_of(related_to, actor)
    values = {
        "name": document.name, "document": document.pk, "related_to": related_to, "expires_on": expires_on,
        "may_download": may_download, "has_password": bool(password),
    }  # fmt: skip
    link = records.create(DocumentLink, values, actor=actor)
    if password:
        DocumentLink.objects.filter(pk=link.pk).update(password=make_password(password))
    Document.objects.filter(pk=document.pk).update(sent_times=Coalesce("sent_times", 0) + 1)
    return link


def address_of(link: DocumentLink) -> str:
    """What the customer opens."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/d/{link.token}"


def by_token(token: str) -> DocumentLink | None:
    """The link of that address if it still leads to something."""
    if not 16 <= len(token) <= 40 or not token.isascii() or "\x00" in token:
        return None
    link: DocumentLink | None = DocumentLink.objects.select_related("document__file").filter(token=token).first()
    return link if link is not None and state_of(link) == "open" else None


def state_of(link: DocumentLink) -> str:
    """What has become of a link: open, revoked, expired, or gone with its document."""
    if link.is_revoked:
        return "revoked"
    if link.expires_on is not None and link.expires_on < timezone.localdate():
        return "expired"
    return "open" if link.document.is_active and link.document.file is not None else "gone"
