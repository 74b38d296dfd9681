"""Where marks in mails lead: open to everybody, and to nothing but what was signed here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from ninja import Router

from magpie.mailboxes import marks
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.problems import NotFound

router = Router(tags=["mail"])


@router.get(
    "/mail/marks/{token}.gif", response={200: bytes, **PROBLEM_RESPONSES}, auth=None, operation_id="note_opened_mail"
)
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """An invisible picture; that it was asked for says that the mail was opened."""
    found = marks.read(token)
    if found is not None:
        marks.note(found[0], "opened")
    return HttpResponse(marks.PIXEL, content_type="image/gif", headers={"Cache-Control": "no-store"})


@router.get(
    "/mail/marks/{token}", response={302: None, **PROBLEM_RESPONSES}, auth=None, operation_id="follow_link_of_mail"
)
def clicked(request: HttpRequest, token: str) -> HttpResponse:
    """On to the link's own address."""
    found = marks.read(token)
    if found is None or not found[1].startswith(("http://", "https://")):
        raise NotFound(_("There is nothing at this address."))
    marks.note(found[0], "clicked", found[1])
    return HttpResponseRedirect(found[1])
