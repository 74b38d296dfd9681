"""Puts the API together: authentication, problems, the generic objects, and the routers that are handed in."""

from __future__ import annotations

from typing import Any

import orjson
from django.http import HttpRequest
from ninja import NinjaAPI, Router
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from magpie.platform import objects
from magpie.platform.http import (
    audit,
    bulk,
    bulk_jobs,
    choices,
    duplicates,
    effects,
    exports,
    gates,
    held_since,
    imports,
    metadata,
    names,
    numbering,
    own_objects,
    people,
    problems,
    records,
    together,
    working_time,
)
from magpie.platform.http.auth import BearerToken, Session
from magpie.platform.own_objects import declaring


class Json(BaseRenderer):
    """Writes answers with orjson."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data, default=str)


class JsonParser(Parser):
    """Reads bodies with orjson."""

    def parse_body(self, request: HttpRequest) -> Any:
        return orjson.loads(request.body)


class Api(NinjaAPI):
    """The API, whose document also tells the types of content as they are."""

    def get_openapi_schema(self, *args: Any, **options: Any) -> Any:
        """The OpenAPI document: problems are problem documents, and files are no JSON."""
        document = super().get_openapi_schema(*args, **options)
        problem = problems.ProblemDocument
        document["components"]["schemas"][problem.__name__] = problem.json_schema()
        for operations in document["paths"].values():
            for operation in operations.values():
                for status, response in operation["responses"].items():
                    _name_content(int(status), response)
        return document


def _name_content(status: int, response: dict[str, Any]) -> None:
    if status >= 400:
        reference = {"$ref": f"#/components/schemas/{problems.ProblemDocument.__name__}"}
        response["content"] = {"application/problem+json": {"schema": reference}}
        return
    described = response.get("content", {}).pop("application/json", None)
    if described is not None:
        is_file = described["schema"].get("format") == "binary"
        response["content"]["*/*" if is_file else "application/json"] = described


def build(routers: list[tuple[str, Router]]) -> NinjaAPI:
    """The whole API.  Capabilities' routers come first: their paths are more particular than the generic ones."""
    api = Api(
        title="Magpie", version="1", urls_namespace="api", docs_url=None, auth=[BearerToken(), Session()],
        renderer=Json(), parser=JsonParser(),
        description="Everything that the screens do.",
    )  # fmt: skip
    problems.install(api)
    api.add_router("", metadata.router)
    api.add_router("", people.router)
    api.add_router("", imports.router)
    api.add_router("", exports.router)
    api.add_router("", bulk.router)
    api.add_router("", own_objects.making_router)
    api.add_router("", bulk_jobs.router)
    api.add_router("", working_time.router)
    api.add_router("", duplicates.router)
    api.add_router("", held_since.router)
    api.add_router("", audit.router)
    api.add_router("", names.router)
    api.add_router("", numbering.router)
    api.add_router("", together.router)
    api.add_router("", choices.router)
    api.add_router("", gates.router)
    for prefix, router in routers:
        api.add_router(prefix, router)
    for object_type in objects.declared():
        is_file = object_type.name == "file"
        router = records.routes_of(object_type, creates=not is_file)
        if is_file:
            people.add_upload(router)
        api.add_router(f"/{object_type.plural}", router)
    later = [names, numbering, choices, held_since, together]
    generic = [metadata, people, imports, exports, bulk, own_objects, working_time, audit, *later]
    for prefix, router in [*routers, *(("", part.router) for part in generic)]:
        declaring.reserved.update(f"{prefix}{path}".lstrip("/").split("/")[0] for path in router.path_operations)
    api.add_router("", effects.router)
    api.add_router("", own_objects.router)
    return api
