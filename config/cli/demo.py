"""Load the demo company, once, or show who can sign in to it."""

from __future__ import annotations

import argparse
from importlib import import_module

from config import company
from config.cli import CommandError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`load` and `users`."""
    kinds = parser.add_subparsers(dest="do", required=True, metavar="load|users")
    kinds.add_parser("load", help="load the demo company into this installation")
    kinds.add_parser("users", help="show who can sign in, and the passwords")


def run(arguments: argparse.Namespace) -> int:
    """Load it in one transaction, or show its users."""
    if arguments.do == "users":
        if company.state() != "loaded":
            raise CommandError("The demo company is not loaded here; magpie demo load does it.")
        print("\n".join(company.sign_in_lines()))
        return 0
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
