"""Run a web process. Any number of them, on any machines, may share one DATABASE_URL."""

from __future__ import annotations

import argparse
import os
import socket

import uvicorn

from config import loading
from config.cli import CommandError
from config.cli.serve import port_number
from config.serve import LISTEN_VARIABLE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    parser.add_argument("--host", default=os.environ.get("MAGPIE_HOST") or "127.0.0.1")
    parser.add_argument("--port", default=os.environ.get("PORT") or "8000")


def run(arguments: argparse.Namespace) -> int:
    """Returns when the process has been asked to end and open requests are answered."""
    port = port_number(arguments.port)
    os.environ["MAGPIE_HOST"] = arguments.host
    os.environ["PGAPPNAME"] = "magpie web"  # by which the database shows whom a connection serves
    handle = os.environ.pop(LISTEN_VARIABLE, None)
    sockets = [socket.socket(fileno=int(handle))] if handle else None
    if sockets is None:
        _check_free(arguments.host, port)
    configuration = uvicorn.Config(
        "config.asgi:application",
        host=arguments.host,
        port=port,
        lifespan="on",
        log_level=os.environ.get("MAGPIE_LOG_LEVEL", "warning").lower(),
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,  # live pages hold their connections open; they come back by themselves
    )
    server = uvicorn.Server(configuration)
    loading.begin()
    server.run(sockets=sockets)
    return 0 if server.started else 1


def _check_free(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} of {host} cannot be used ({error.strerror}); choose another: PORT=8001"
            ) from error
