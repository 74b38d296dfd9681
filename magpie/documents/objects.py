"""Declares documents and the links by which customers get them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.documents import pictures
from magpie.documents.models import Document, DocumentLink, PersonRequest
from magpie.platform import objects
from magpie.platform.actor import Actor
from magpie.platform.objects import OpenChoices
from magpie.platform.problems import Invalid


def _look_into_file(document: Document, changed: frozenset[str], actor: Actor) -> dict[str, Any]:
    """A new file is a new revision; what it is and how many pages it has is found out here."""
    if "file_id" not in changed and "file" not in changed:
        return {}
    if document.file is None:
        return {"kind": "", "pages": None}
    try:
        kind, pages = pictures.inspect(document.file)
    except pictures.Unsuitable as error:
        raise Invalid({"file": [str(error)]}) from None
    return {"kind": kind, "pages": pages, "revision": document.revision + 1}


objects.register(
    name="document", model=Document, title="name", icon="file-text", group="sales",
    columns=("name", "category", "edition", "file", "pages", "sent_times", "opened_times", "owner", "updated_at"),
    sections=(
        (_("Document"), ("name", "category", "edition", "file", "is_active", "owner", "tags", "description")),
        (_("Use"), ("kind", "pages", "revision", "sent_times", "opened_times")),
    ),
    highlights=("category", "edition", "pages", "sent_times", "opened_times"),
    search=("name", "edition", "description"), subtitle="edition", board_by="category",
    own_choices={"category": OpenChoices()},
    read_only=("kind", "pages", "revision"), quiet=("sent_times", "opened_times"),
    before_save=_look_into_file,
)  # fmt: skip
objects.register(
    name="document_link", model=DocumentLink, plural="document-links", title="name", icon="paper-clip", group="sales",
    timeline="document_link", listed=False,
    columns=(
        "name", "related_to", "opened_times", "last_opened_at", "pages_seen", "seconds", "downloaded_times",
        "expires_on", "is_revoked", "owner",
    ),
    sections=(
        (_("Document link"), ("document", "name", "related_to", "expires_on", "may_download", "owner")),
        (pgettext_lazy("document link", "State"), ("is_revoked", "has_password")),
        (
            _("What became of it"),
            (
                "opened_times", "first_opened_at", "last_opened_at", "pages_seen", "seconds", "downloaded_times",
                "downloaded_at",
            ),
        ),
    ),
    highlights=("related_to", "opened_times", "last_opened_at", "downloaded_times", "expires_on"),
    search=("name",),
    read_only=(
        "document", "name", "related_to", "is_revoked", "has_password", "opened_times", "first_opened_at",
        "last_opened_at", "downloaded_times", "downloaded_at",
    ),
    hidden=("token", "without_details", "tries", "tried_at"),
    quiet=("pages_seen", "seconds", "without_details", "tries", "tried_at"),
)  # fmt: skip
objects.register(
    name="person_request", model=PersonRequest, plural="person-requests", title="name", icon="safety", group="setup",
    is_setup=True,
    columns=("created_at", "kind", "name", "by", "reason"),
    sections=((_("Request about a person's data"), ("kind", "name", "object", "record", "by", "reason", "counts")),),
    read_only=("name", "kind", "object", "record", "reason", "by", "counts"),
)  # fmt: skip
