"""Load the demo company, once; show who can sign in to it; or play the story of a lead in it."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from importlib import import_module

from config import company
from config import home as places
from config.cli import CommandError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`load`, `users` and `story`."""
    kinds = parser.add_subparsers(dest="do", required=True, metavar="load|users|story")
    kinds.add_parser("load", help="load the demo company into this installation")
    kinds.add_parser("users", help="show who can sign in, and the passwords")
    story = kinds.add_parser("story", help="play the story of a lead against the running Magpie, and check every step")
    story.add_argument("--fast", action="store_true", help="shorten the timers to seconds and play it to the end")
    story.add_argument("--address", default="", help="where Magpie runs; by default where this home says")


def run(arguments: argparse.Namespace) -> int:
    """Load it in one transaction, show its users, or play the story."""
    if arguments.do == "load":
        return _load()
    if company.state() not in company.IS_THERE:
        raise CommandError("The demo company is not loaded here; magpie demo load does it.")
    if arguments.do == "story":
        return _play(arguments.address, fast=arguments.fast)
    print("\n".join(company.sign_in_lines()))
    return 0


def _load() -> int:
    if company.state() == "loaded":
        raise CommandError("The demo company is loaded here already.")
    try:
        demo = import_module("magpie.demo")
    except ModuleNotFoundError as error:
        if error.name != "magpie.demo":
            raise
        return 0  # this version comes without one
    from django.db import transaction

    with transaction.atomic():
        demo.load()
    company.note("loaded")
    return 0


def _play(address: str, *, fast: bool) -> int:
    from magpie.demo import load
    from magpie.demo.story import Story, StoryError

    def say(line: str) -> None:
        print(line, flush=True)

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the usual workflow is put back
    load()  # a story that was killed may have left its hurried workflow
    try:
        Story(address or _address(), say, lambda is_hurried: company.note("story" if is_hurried else "loaded")).play(
            fast=fast
        )
    except StoryError as error:
        print(f"✗ {error}", flush=True)
        return 1
    return 0


def _address() -> str:
    """Where the Magpie of this home listens."""
    try:
        return str(json.loads((places.home() / "serve.json").read_text())["address"])
    except (FileNotFoundError, ValueError, KeyError):
        return os.environ.get("MAGPIE_URL") or f"http://127.0.0.1:{os.environ.get('PORT') or 8000}"
