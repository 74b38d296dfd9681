"""A service on this machine that is asked over HTTP: remembers what it was asked, answers as it is told."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from magpie.platform import outgoing


class Receiver:
    """`asked` has one entry for each request but looks (HEAD); `answer` is the status and JSON of the next answers."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.answer: tuple[int, Any] = (200, {})
        self.url = ""


@contextmanager
def receiving(patch: Any) -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(http.server.BaseHTTPRequestHandler):
        def _answer(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if self.command != "HEAD":
                headers = {name.lower(): value for name, value in self.headers.items()}
                receiver.asked.append(
                    {"method": self.command, "path": self.path, "headers": headers, "content": content}
                )
            status, body = receiver.answer
            said = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(said)

        do_GET = do_POST = do_HEAD = _answer  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    port = server.server_address[1]
    receiver.url = f"http://127.0.0.1:{port}"
    patch.setattr(outgoing, "inner_hosts", [lambda: [f"127.0.0.1:{port}"]])
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
