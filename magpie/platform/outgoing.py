"""Requests to other programs that people name, kept from reaching what only this machine or network may reach.

Each connection goes to an address that was looked up and checked just before, so that a name cannot mean one thing to
the check and another to the connection.  Administrators may name inner hosts that are meant (`allowed_hosts`).
"""

from __future__ import annotations

import contextlib
import functools
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import httpcore
import httpx
from django.utils.translation import gettext as _

from magpie.platform.problems import Refused

LONGEST_ANSWER_BYTES = 1_000_000
LONGEST_SECONDS = 30.0
MOST_REDIRECTS = 5
_OF_CLOUDS = (ipaddress.ip_address("168.63.129.16"),)  # answers any machine in that cloud, though it looks public
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
SocketOptions = Iterable[tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]] | None
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


# Where administrators' inner hosts are kept: a part above adds its list.
inner_hosts: list[Callable[[], list[str]]] = []


def allowed_hosts() -> list[str]:
    """The inner hosts that administrators named."""
    return [host for hosts in inner_hosts for host in hosts()]


class Unreachable(Exception):
    """The other side cannot be reached or is in trouble: worth another try later.

    `may_have_been_heard` where it broke off after a connection stood: the request may have been acted upon.
    """

    def __init__(self, text: str = "", *, may_have_been_heard: bool = False) -> None:
        super().__init__(text)
        self.may_have_been_heard = may_have_been_heard


class NotAllowed(Refused):
    """An address that must not be reached."""


@dataclass
class Answer:
    """What the other side said."""

    status: int
    headers: dict[str, str]
    content: bytes
    url: str
    charset: str = "utf-8"

    @property
    def text(self) -> str:
        try:
            return self.content.decode(self.charset, "replace")
        except LookupError:  # a character set that nobody knows
            return self.content.decode("utf-8", "replace")


@dataclass
class Asking:
    """A request: where to, and what is said."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)
    content: bytes = b""
    seconds: float = 10.0
    allowed: Iterable[str] = ()
    follows: bool = True  # redirects; if not, they are the answer
    most_bytes: int = LONGEST_ANSWER_BYTES


def ask(asking: Asking) -> Answer:
    """The answer after following redirects; Unreachable, or NotAllowed for an address that is out of bounds."""
    deadline = time.monotonic() + min(asking.seconds, LONGEST_SECONDS)
    method, url, headers, content = asking.method, asking.url, dict(asking.headers), asking.content
    with _client(_Guard(deadline, frozenset(h.lower() for h in asking.allowed))) as client:
        for _hop in range(MOST_REDIRECTS + 1):
            answer = _one(client, method, check_url(url), headers, content, deadline, asking.most_bytes)
            target = answer.headers.get("location", "")
            if answer.status not in (301, 302, 303, 307, 308) or not target or not asking.follows:
                return answer
            following = urljoin(url, target)
            if not _same_origin(url, following):
                if url.startswith("https:") and not following.startswith("https:"):
                    raise NotAllowed(_("The other side leads away from a secure connection."))
                if content and answer.status in (307, 308):
                    raise NotAllowed(_("The other side wants the data sent to another host."))
                headers = {}  # whoever is led to has no claim to what was meant for another
            if answer.status in (301, 302, 303) and method not in ("GET", "HEAD"):
                method, content = "GET", b""
                headers = {n: v for n, v in headers.items() if n.lower() not in ("content-type", "content-length")}
            url = following
    raise NotAllowed(_("The other side leads from one address to the next without end."))


def check_url(url: str) -> str:
    """The address, if it is one that can be asked at all; NotAllowed otherwise."""
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError, TypeError):
        raise NotAllowed(_("This is not an address of the web.")) from None
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise NotAllowed(_("This is not an address of the web."))
    if parsed.userinfo:
        raise NotAllowed(_("An address must not hold a user name or password; use the fields for them."))
    return url


def _same_origin(one: str, other: str) -> bool:
    a, b = httpx.URL(one), httpx.URL(other)
    return (a.scheme, a.host, a.port) == (b.scheme, b.host, b.port)


def _one(
    client: httpx.Client,
    method: str,
    url: str,
    headers: Mapping[str, str],
    content: bytes,
    deadline: float,
    most_bytes: int,
) -> Answer:
    try:
        sent = {name.encode(): value.encode() for name, value in headers.items()}
        with client.stream(method, url, headers=sent, content=content or None) as response:
            found = bytearray()
            for chunk in response.iter_bytes():
                found += chunk
                if len(found) > most_bytes:
                    said = _("The answer is longer than %(count)s MB.") % {"count": most_bytes // 1_000_000}
                    raise Refused(said)
                if time.monotonic() > deadline:
                    raise httpcore.ReadTimeout
            kept = {n.lower(): v for n, v in response.headers.items() if n.lower() != "set-cookie"}
            return Answer(response.status_code, kept, bytes(found), url, response.charset_encoding or "utf-8")
    except (httpcore.TimeoutException, httpx.TimeoutException) as error:
        heard = not isinstance(error, (httpcore.ConnectTimeout, httpx.ConnectTimeout))
        raise Unreachable(_("The other side did not answer in time."), may_have_been_heard=heard) from None
    except (httpx.HTTPError, httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError, OSError) as error:
        name = type(error).__name__  # the text may hold the address, and that a secret
        heard = isinstance(error, (httpcore.ReadError, httpcore.RemoteProtocolError))
        words = _("The other side cannot be reached (%(error)s).") % {"error": name}
        raise Unreachable(words, may_have_been_heard=heard) from None
    except (UnicodeError, ValueError):
        raise NotAllowed(_("This is not an address of the web.")) from None


# ---- the connection


class _Guard(httpcore.SyncBackend):
    """Connects only to addresses that it has checked, and within the time."""

    def __init__(self, deadline: float, allowed: frozenset[str]) -> None:
        self._deadline, self._allowed = deadline, allowed

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: SocketOptions = None,
    ) -> httpcore.NetworkStream:
        inside = is_named(host, port, self._allowed)
        found = _look_up(host, port)
        usable = [a for a in found if inside or is_public(a)]
        if not usable:
            text = _("“%(host)s” is an inner address, which may not be reached unless an administrator allows it.")
            raise NotAllowed(text % {"host": host[:100]})
        last: Exception = httpcore.ConnectError()
        for address in usable[:4]:
            try:
                stream = super().connect_tcp(str(address), port, _left(self._deadline), local_address, socket_options)
                return _Timed(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        raise last

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: SocketOptions = None
    ) -> httpcore.NetworkStream:
        raise NotAllowed(_("This is not an address of the web."))


class _Timed(httpcore.NetworkStream):
    """A connection that ends at the deadline, however slowly the other side drips."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secure = self._stream.start_tls(ssl_context, server_hostname, _left(self._deadline))
        return _Timed(secure, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left


def _look_up(host: str, port: int) -> list[Address]:
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable(_("There is no host “%(host)s”.") % {"host": host[:100]}) from None
    addresses = [ipaddress.ip_address(str(row[4][0]).partition("%")[0]) for row in rows]
    return list(dict.fromkeys(addresses))


def is_public(address: Address) -> bool:
    """Whether this is an address of the internet at large, also behind the ways of wrapping one address in another."""
    if isinstance(address, ipaddress.IPv6Address):
        wrapped = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if wrapped is None and address in _NAT64:
            wrapped = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if wrapped is not None:
            return is_public(wrapped)
    unusual = address.is_multicast or address.is_reserved or address.is_unspecified or address in _OF_CLOUDS
    return address.is_global and not unusual


def is_named(host: str, port: int, allowed: Iterable[str]) -> bool:
    """Whether administrators named the host: alone, with its port, or by its domain."""
    host = host.lower().strip("[]").rstrip(".")
    for entry in allowed:
        name, wanted = entry, ""
        if entry.count(":") == 1 or entry.startswith("["):
            name, _colon, wanted = entry.rpartition(":") if not entry.endswith("]") else (entry, "", "")
        name = name.strip("[]").rstrip(".")
        if wanted and wanted != str(port):
            continue
        if name == host or (name.startswith("*.") and host.endswith(name[1:])):
            return True
    return False


@functools.cache
def _trusted() -> ssl.SSLContext:
    """Whose certificates are believed; reading them takes longer than many a request."""
    return httpx.create_ssl_context()


class _Transport(httpx.BaseTransport):
    """Carries requests over the guarded connections; no proxy of the environment is asked."""

    def __init__(self, backend: httpcore.NetworkBackend) -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=_trusted(), network_backend=backend)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        asked = httpcore.Request(
            method=request.method,
            url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        answered = self._pool.handle_request(asked)
        return httpx.Response(answered.status, headers=answered.headers, stream=_Stream(answered))

    def close(self) -> None:
        self._pool.close()


class _Stream(httpx.SyncByteStream):
    def __init__(self, answered: httpcore.Response) -> None:
        self._answered = answered

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answered.iter_stream()

    def close(self) -> None:
        self._answered.close()


@contextlib.contextmanager
def _client(backend: httpcore.NetworkBackend) -> Iterator[httpx.Client]:
    with httpx.Client(
        transport=_Transport(backend),
        timeout=LONGEST_SECONDS,
        follow_redirects=False,
        trust_env=False,
        headers={"user-agent": "Magpie"},
    ) as client:
        yield client
