"""The API put together: the generic objects and the endpoints of each capability."""

from __future__ import annotations

from magpie.platform.http.api import build

api = build(routers=[])
