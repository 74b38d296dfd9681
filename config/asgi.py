"""The web process: HTTP by Django in a pool of threads, WebSockets by Channels, both on one port.

Django's synchronous views run behind a2wsgi in threads that stay, so that each keeps its database connection.
"""

from __future__ import annotations

import asyncio
import os
from typing import Any, cast

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from a2wsgi import WSGIMiddleware
from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from channels.security.websocket import OriginValidator
from django.core.wsgi import get_wsgi_application
from django.urls import path

_django = get_wsgi_application()

from django.conf import settings  # noqa: E402

from config import exposure, loading  # noqa: E402
from magpie.notices import health  # noqa: E402
from magpie.platform import live  # noqa: E402

_http = WSGIMiddleware(cast("Any", _django), workers=int(os.environ.get("MAGPIE_WEB_THREADS", "8")))
_live_pages: Any = [path("ws", cast("Any", live.Page.as_asgi()))]
_websocket = AuthMiddlewareStack(URLRouter(_live_pages))
_listener = live.Listener()
_watcher = health.Watcher()


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Each connection to its half: pages and endpoints to Django, live pages to Channels."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "websocket":
        await _same_origin(scope, receive, send)
    else:
        await _http(scope, receive, send)


async def _same_origin(scope: Any, receive: Any, send: Any) -> None:
    """Only our own pages may open a WebSocket: a foreign page would use the visitor's cookie."""
    headers = dict(scope["headers"])
    host = headers.get(b"host", b"").decode("latin-1")
    allowed = [f"http://{host}", f"https://{host}", settings.PUBLIC_URL]
    await OriginValidator(_websocket, allowed)(scope, receive, send)


async def _lifespan(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            live.use_loop(asyncio.get_running_loop())
            _listener.start()
            _watcher.start()
            exposure.warn_soon()
            loading.end()
            await send({"type": "lifespan.startup.complete"})
        else:
            _listener.stopping.set()
            _watcher.stopping.set()
            await send({"type": "lifespan.shutdown.complete"})
            return
