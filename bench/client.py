"""A program that calls the API over connections it keeps open; in a process of its own, it measures only the server.

Reads one JSON document from its standard input: {port, token, clients, requests: [[method, path, body]]}, and writes
{seconds: [...], statuses: {...}, elapsed, answers: [first bytes of the last answer]}.
"""

from __future__ import annotations

import json
import socket
import sys
import threading
import time
from typing import Any


class Connection:
    """One kept-open HTTP connection."""

    def __init__(self, port: int, token: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._head = f"Host: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"

    def ask(self, method: str, path: str, body: Any) -> tuple[int, bytes]:
        """The status and the body of the answer."""
        content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        kind = "Content-Type: application/json\r\n" if content else ""
        head = f"{method} {path} HTTP/1.1\r\n{self._head}{kind}Content-Length: {len(content)}\r\n\r\n"
        self._socket.sendall(head.encode() + content)
        return self._receive()

    def _receive(self) -> tuple[int, bytes]:
        received = b""
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._more()
        head = received[:end].lower()
        status = int(head.split(b" ", 2)[1])
        if b"content-length:" not in head:  # in pieces
            while not received.endswith(b"\r\n0\r\n\r\n"):
                received += self._more()
            return status, received[end + 4 :]
        length = int(head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        while len(received) < end + 4 + length:
            received += self._more()
        return status, received[end + 4 :]

    def _more(self) -> bytes:
        piece = self._socket.recv(1 << 20)
        if not piece:
            raise ConnectionError("the server hung up")
        return piece


def main() -> None:
    """Send all requests, spread over the clients."""
    asked = json.load(sys.stdin)
    requests = iter(enumerate(asked["requests"]))
    seconds: list[float] = [0.0] * len(asked["requests"])
    statuses: dict[int, int] = {}
    wrong: list[str] = []
    lock = threading.Lock()

    def work() -> None:
        try:
            send()
        except Exception as error:  # noqa: BLE001 - told to whoever measures
            wrong.append(repr(error))

    def send() -> None:
        connection = Connection(asked["port"], asked["token"])
        while True:
            with lock:
                following = next(requests, None)
            if following is None:
                return
            number, (method, path, body) = following
            begun = time.perf_counter()
            status, answer = connection.ask(method, path, body)
            seconds[number] = time.perf_counter() - begun
            with lock:
                statuses[status] = statuses.get(status, 0) + 1
                if status >= 400 and not wrong:
                    wrong.append(answer[:500].decode(errors="replace"))

    threads = [threading.Thread(target=work) for _ in range(asked["clients"])]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    result = {"seconds": seconds, "statuses": statuses, "elapsed": time.perf_counter() - begun, "wrong": wrong}
    sys.stdout.write(json.dumps(result))


if __name__ == "__main__":
    main()
