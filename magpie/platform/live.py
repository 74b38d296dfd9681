"""Live pages: what changed, and what somebody is to be told, pushed to the open pages within a moment.

Each web process listens to the database itself (PostgreSQL NOTIFY), so any number of web and worker processes need
nothing between them.  A page is told only the object and number of what changed; it asks for the rest with its own
rights.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import threading
from collections.abc import Iterable
from typing import Any

from asgiref.sync import async_to_sync, sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.layers import get_channel_layer
from django.db import close_old_connections, connection

from magpie.platform import access, objects, readers, setup
from magpie.platform.actor import Actor
from magpie.platform.models import User

log = logging.getLogger(__name__)
PUSH = "magpie_push"
LARGEST = 7000  # bytes: PostgreSQL carries at most 8000 in one notification
MOST_SUBSCRIPTIONS = 100
LANES = (0, 1)

# What the pages of this process have been told of the log, by lane; empty while no page is open, when nobody looks.
_told: dict[int, str] = {}
_open_pages: set[str] = set()
_telling = threading.Lock()


def push(user_id: int, message: dict[str, Any]) -> None:
    """Send a message to all open pages of a user once the transaction has committed."""
    push_many([(user_id, message)])


def push_many(messages: Iterable[tuple[int, dict[str, Any]]]) -> None:
    """Send messages, each to all open pages of its user, once the transaction has committed."""
    texts = [_told_as(user_id, message) for user_id, message in messages]
    if texts:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(pg_notify(%s, told)) FROM unnest(%s::text[]) told", [PUSH, texts])


def _told_as(user_id: int, message: dict[str, Any]) -> str:
    text = json.dumps({"user": user_id, "message": message}, default=str, ensure_ascii=False)
    if len(text.encode()) > LARGEST:
        text = json.dumps({"user": user_id, "message": {"type": message.get("type"), "shortened": True}})
    return text


class Page(AsyncJsonWebsocketConsumer):
    """One open page of a signed-in user."""

    async def connect(self) -> None:
        user = self.scope.get("user")
        if user is None or not user.is_authenticated:
            await self.close(code=4401)
            return
        self.user: Any = user
        self.groups_now = set[str]()
        _open_pages.add(self.channel_name)
        await sync_to_async(_begin_telling)()
        await self.channel_layer.group_add(f"user.{user.pk}", self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        _open_pages.discard(self.channel_name)
        if hasattr(self, "user"):
            for group in {*self.groups_now, f"user.{self.user.pk}"}:
                await self.channel_layer.group_discard(group, self.channel_name)

    async def receive_json(self, content: Any, **_: Any) -> None:
        """{"subscribe": ["lead", "lead:5"]} replaces what the page listens to, as far as its user may read it."""
        wanted = content.get("subscribe") if isinstance(content, dict) else None
        if not isinstance(wanted, list):
            return
        allowed = await sync_to_async(_allowed)(
            self.user, [w for w in wanted if isinstance(w, str)][:MOST_SUBSCRIPTIONS]
        )
        for group in self.groups_now - allowed:
            await self.channel_layer.group_discard(group, self.channel_name)
        for group in allowed - self.groups_now:
            await self.channel_layer.group_add(group, self.channel_name)
        self.groups_now = allowed

    async def changed(self, message: dict[str, Any]) -> None:
        await self.send_json(message["content"])

    async def told(self, message: dict[str, Any]) -> None:
        await self.send_json(message["content"])


def _begin_telling() -> None:
    """From here on, what happens is told: before the first page is accepted, so that it misses nothing."""
    with _telling:
        if not _told:
            _told.update(dict.fromkeys(LANES, _snapshot()))


def _snapshot() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        return str(cursor.fetchone()[0])


def _allowed(user: User, wanted: list[str]) -> set[str]:
    setup.refresh()
    actor, groups = Actor.of_user(user), set[str]()
    for topic in wanted:
        name, _colon, number = topic.partition(":")
        object_type = objects.find(name)
        if object_type is None or not access.may(actor, object_type, "read"):
            continue
        if not number:
            groups.add(f"object.{name}")
        elif number.isdigit() and access.visible(actor, object_type).filter(pk=int(number)).exists():
            groups.add(f"record.{name}.{number}")
    return groups


class Listener:
    """The thread of a web process that passes on what the database announces."""

    def __init__(self) -> None:
        self.stopping = threading.Event()

    def start(self) -> None:
        threading.Thread(target=self._run, name="live", daemon=True).start()

    def _run(self) -> None:
        while not self.stopping.is_set():
            try:
                self._listen()
            except Exception:  # the database may be away for a while: pages go on without news
                log.warning("live pages: lost the database, trying again", exc_info=True)
                close_old_connections()
                self.stopping.wait(2)

    def _listen(self) -> None:
        with readers.Waker("magpie_event", PUSH) as waker:
            while not self.stopping.is_set():
                received = waker.receive(5.0)
                for channel, payload in received:
                    if channel == PUSH:
                        told = json.loads(payload)
                        _send(f"user.{told['user']}", "told", told["message"])
                if any(channel == "magpie_event" for channel, _payload in received):
                    self._news()
                    self.stopping.wait(0.02)  # gather what comes in a burst

    def _news(self) -> None:
        """Announce what was appended since the last look; without an open page there is nobody to tell."""
        with _telling:
            if not _open_pages:
                _told.clear()
                return
            now = _snapshot()
            with connection.cursor() as cursor:
                for lane in LANES:
                    if done := _told.get(lane):
                        self._announce(readers.fetch(cursor, lane, done, now, 0, 0, 2000))
                    _told[lane] = now

    def _announce(self, events: list[Any]) -> None:
        if not events:
            return
        people = dict(User.objects.filter(pk__in={e.actor_id for e in events if e.actor_id}).values_list("pk", "name"))
        by_object: dict[str, Any] = {}
        for event in events:
            by = {"id": event.actor_id, "name": people.get(event.actor_id, "")} if event.actor_id else None
            content = {"type": "changed", "object": event.object, "id": event.record_id, "kind": event.kind, "by": by}
            by_object[event.object] = content
            if len(events) <= 200:
                _send(f"record.{event.object}.{event.record_id}", "changed", content)
        for name, content in by_object.items():
            _send(f"object.{name}", "changed", content)


_loop: asyncio.AbstractEventLoop | None = None


def use_loop(loop: asyncio.AbstractEventLoop) -> None:
    """The event loop in which the pages' connections live; the listener hands its messages over to it."""
    global _loop  # noqa: PLW0603 - there is one in a process
    _loop = loop


def _send(group: str, kind: str, content: dict[str, Any]) -> None:
    layer: Any = get_channel_layer()
    if _loop is None:
        async_to_sync(layer.group_send)(group, {"type": kind, "content": content})
        return
    with contextlib.suppress(RuntimeError):  # the process is stopping
        asyncio.run_coroutine_threadsafe(layer.group_send(group, {"type": kind, "content": content}), _loop)
