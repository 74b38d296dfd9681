"""The signed-in user's own data, the search over everything, files, and taking operations back."""

from __future__ import annotations

import mimetypes
import uuid
from collections.abc import Callable
from pathlib import Path as FilePath
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import File, Query, Router, Schema, UploadedFile
from pydantic import Field as Limits

from magpie.platform import access, context, objects, records, search, view_as
from magpie.platform.actor import Actor
from magpie.platform.http.auth import options_of
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of, find
from magpie.platform.http.rendering import answer, render_one
from magpie.platform.models import File as StoredFile
from magpie.platform.models import User
from magpie.platform.problems import Invalid, NotFound, Refused

router = Router(tags=["me"])
OWN_FIELDS = ("name", "phone", "language", "time_zone", "away_from", "away_until", "deputy")


class Ref(Schema):
    """A record by number and title."""

    id: int
    title: str


class Viewing(Schema):
    """As whom an administrator looks at the product."""

    kind: Literal["user", "role"]
    id: int
    title: str


class ViewInput(Schema):
    """As which person or role to look."""

    kind: Literal["user", "role"]
    id: Annotated[int, Limits(gt=0, lt=2**63)]


class Me(Schema):
    """The signed-in user."""

    id: int
    username: str
    name: str
    email: str
    phone: str
    language: str
    time_zone: str
    team: Ref | None
    roles: list[Ref]
    is_administrator: bool
    away: bool
    unread_notices: int
    known_passwords: list[str]
    viewing_as: Viewing | None


class MeInput(Schema):
    """What users may change of themselves."""

    name: str | None = None
    phone: str | None = None
    language: str | None = None
    time_zone: str | None = None
    away_from: str | None = None
    away_until: str | None = None
    deputy: int | None = None


class Found(Schema):
    """One record that a search found."""

    object: str
    id: int
    title: str
    subtitle: str


class FoundPage(Schema):
    """What a search found, the best first."""

    items: list[Found]


class FileAnswer(Schema):
    """A stored file."""

    id: int
    title: str
    size: int
    content_type: str


def _me(actor: Actor, viewing: dict[str, Any] | None = None) -> dict[str, Any]:
    user = User.objects.select_related("team").get(pk=actor.user_id or 0)
    if viewing and actor.user is not None:
        user.roles, user.is_administrator, user.language = (
            actor.user.roles, actor.user.is_administrator, actor.user.language,
        )  # fmt: skip
    body = render_one(user, Actor("system", user))
    unread = sum(count(user) for count in unread_counters)
    return {
        **{n: body[n] for n in Me.model_fields if n in body},
        "time_zone": user.time_zone or settings.TIME_ZONE,  # who chose none has the company's
        "away": user.is_away(),
        "unread_notices": unread,
        "known_passwords": [n for find_users in known_passwords for n in find_users()] if user.is_administrator else [],
        "viewing_as": viewing,
    }


known_passwords: list[Callable[[], list[str]]] = []  # users whom a stranger could be, for administrators to know
unread_counters: list[Any] = []  # the notices add theirs: (user) → number


@router.get("/me", response={200: Me, **PROBLEM_RESPONSES}, operation_id="read_me")
def read_me(request: HttpRequest) -> HttpResponse:
    """The signed-in user."""
    actor = actor_of(request)
    return answer(_me(actor, view_as.title(request) if actor.viewer else None))


@router.post("/view-as", response={200: Viewing, **PROBLEM_RESPONSES}, operation_id="begin_to_view_as")
def begin_to_view_as(request: HttpRequest, payload: ViewInput) -> HttpResponse:
    """Look at the product as a person or a role would, until it is ended; nothing can be changed meanwhile."""
    viewer = _own_session(request)
    view_as.begin(request, viewer, payload.kind, payload.id)
    return answer(view_as.title(request))


@router.delete("/view-as", response={204: None, **PROBLEM_RESPONSES}, operation_id="end_to_view_as")
def end_to_view_as(request: HttpRequest) -> HttpResponse:
    """Look with one's own eyes again."""
    view_as.end(request, _own_session(request))
    return HttpResponse(status=204)


def _own_session(request: HttpRequest) -> User:
    actor = actor_of(request)
    if actor.kind != "user" or actor.user is None:
        raise Refused(_("Only people in the pages can look as somebody else; a program has its own rights."))
    return actor.user


@router.patch("/me", response={200: Me, **PROBLEM_RESPONSES}, operation_id="update_me")
def update_me(request: HttpRequest, payload: MeInput) -> HttpResponse:
    """Change one's own name, telephone, language, time zone, absence."""
    actor = actor_of(request)
    values = {n: v for n, v in payload.model_dump(exclude_unset=True).items() if n in OWN_FIELDS}
    with context.acting(actor, "user.update_own", **options_of(request)) as current:
        records.update(User.objects.get(pk=actor.user_id or 0), values, actor=actor)
        body = _me(actor)
    return answer(body, Magpie_Operation=str(current.operation))


@router.get("/search", response={200: FoundPage, **PROBLEM_RESPONSES}, operation_id="search")
def search_all(
    request: HttpRequest, q: str = "", limit: Annotated[int, Query(ge=1, le=50)] = 20, objects: str = ""
) -> HttpResponse:
    """Records of any object with all the words: parts of names (Chinese too), pinyin or initials, parts of numbers."""
    only = tuple(n for n in objects.split(",") if n)
    return answer({"items": search.look_up(actor_of(request), q[:200], limit, only)})


def upload(request: HttpRequest, file: Annotated[UploadedFile, File()]) -> HttpResponse:
    """Keep a file; only its owner and those who see a record that holds it may read it."""
    actor = actor_of(request)
    if (file.size or 0) > settings.LARGEST_FILE:
        raise Invalid({"file": [_("The file is larger than %(most)d MB.") % {"most": settings.LARGEST_FILE // 2**20}]})
    place = FilePath(str(uuid.uuid4())[:2]) / uuid.uuid4().hex
    target = settings.MEDIA_ROOT / place
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as out:
        for chunk in file.chunks():
            out.write(chunk)
    name = FilePath(file.name or "file").name.replace("\x00", "")[:255] or "file"
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    with context.acting(actor, "file.upload", **options_of(request)):
        stored = StoredFile(owner=actor.user, name=name, path=str(place), size=file.size or 0, content_type=kind)
        stored.save(force_insert=True)
    return answer(
        {"id": stored.pk, "title": stored.name, "size": stored.size, "content_type": stored.content_type}, 201
    )


def add_upload(files: Router) -> None:
    """Give the files' own router its way of making one; on a router apart it would hide their list."""
    files.post("", response={201: FileAnswer, **PROBLEM_RESPONSES}, operation_id="upload_file")(upload)


@router.get("/files/{number}/download", response={200: bytes, **PROBLEM_RESPONSES}, operation_id="download_file")
def download(request: HttpRequest, number: Number) -> Any:
    """The bytes of a file."""
    actor = actor_of(request)
    stored = _readable_file(actor, number)
    path = settings.MEDIA_ROOT / stored.path
    if not path.is_file():
        raise NotFound(_("The file is no longer there."))
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=stored.name, content_type="application/octet-stream"
    )


def _readable_file(actor: Actor, number: int) -> StoredFile:
    """The file if it is the actor's, or belongs to a record that the actor may read."""
    stored: StoredFile | None = StoredFile.objects.filter(pk=number).first()
    if stored is None:
        raise NotFound
    if actor.is_trusted or stored.owner_id == actor.user_id:
        return stored
    name, _colon, record_id = stored.related_to.partition(":")
    object_type = objects.find(name)
    if object_type is None:
        if not _is_held(actor, number):
            raise NotFound
        return stored
    find(object_type, int(record_id), actor)
    return stored


def _is_held(actor: Actor, number: int) -> bool:
    """Whether a record that the actor may read has the file in one of its own fields, and they may see that field."""
    for object_type in objects.all_objects():
        rights = access.field_rights(actor, object_type)
        for field in object_type.fields().values():
            if field.type.name != "file" or field.custom or rights.get(field.name) == "hidden":
                continue
            if access.visible(actor, object_type).filter(**{field.column or field.name: number}).exists():
                return True
    return False
