"""Answers made small: packed by gzip (RFC 1952), and not sent again to who has them (RFC 9110, section 13.1.2)."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.cache import patch_vary_headers

WORTH_IT = 4_000  # bytes; below, the time to pack is longer than the time saved
QUICK, THOROUGH = 1, 6


@dataclass(frozen=True)
class Squeezed:
    """A JSON body packed once, for whoever asks for the same again."""

    packed: bytes
    tag: str

    @classmethod
    def of(cls, body: Any) -> Squeezed:
        """The body as JSON, packed."""
        content = orjson.dumps(body, default=str)
        return cls(gzip.compress(content, THOROUGH, mtime=0), f'"{hashlib.sha256(content).hexdigest()[:32]}"')

    def response(self, request: HttpRequest) -> HttpResponse:
        """The answer, or 304 to a caller that has just this."""
        known = [each.strip().removeprefix("W/") for each in request.headers.get("If-None-Match", "").split(",")]
        if self.tag in known:
            response = HttpResponse(status=304)
        elif _may_be_packed(request):
            response = HttpResponse(self.packed, content_type="application/json")
            response["Content-Encoding"] = "gzip"
        else:
            response = HttpResponse(gzip.decompress(self.packed), content_type="application/json")
        response["ETag"], response["Cache-Control"] = self.tag, "private, no-cache"
        patch_vary_headers(response, ["Accept-Encoding", "Accept-Language", "Cookie", "Authorization"])
        return response


def squeeze(request: HttpRequest, response: HttpResponse) -> None:
    """Pack a long JSON answer for a caller that can unpack it."""
    if len(response.content) < WORTH_IT or response.has_header("Content-Encoding"):
        return
    if response.get("Content-Type", "").startswith("application/json"):
        patch_vary_headers(response, ["Accept-Encoding"])
        if _may_be_packed(request):
            response.content = gzip.compress(response.content, QUICK, mtime=0)
            response["Content-Encoding"] = "gzip"


def _may_be_packed(request: HttpRequest) -> bool:
    asked = request.headers.get("Accept-Encoding", "").split(",")
    return any(each.strip().split(";")[0] == "gzip" and "q=0" not in each.replace(" ", "").split(";") for each in asked)


def stream(request: HttpRequest, parts: Iterator[bytes], content_type: str) -> StreamingHttpResponse:
    """The parts as they come, packed for a caller that can unpack them."""
    if not _may_be_packed(request):
        response = StreamingHttpResponse(parts, content_type=content_type)
    else:
        response = StreamingHttpResponse(_packed(parts), content_type=content_type)
        response["Content-Encoding"] = "gzip"
    response["X-Accel-Buffering"] = "no"  # or nginx would keep the first parts until the last has come
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _packed(parts: Iterator[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(QUICK, zlib.DEFLATED, 16 + zlib.MAX_WBITS)  # 16: with the frame of gzip
    for part in parts:
        yield packer.compress(part) + packer.flush(zlib.Z_SYNC_FLUSH)
    yield packer.flush()
