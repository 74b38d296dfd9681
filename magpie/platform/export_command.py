"""Export records to a CSV or XLSX file without the screens.

magpie export lead leads.csv --filter '{"field": "status", "is": "new"}'
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What, where to, and which of it."""
    parser.add_argument("object", help="lead, account, contact …")
    parser.add_argument("path", type=Path, help="the file to write; its ending says whether CSV or XLSX")
    parser.add_argument("--filter", default="", help="a filter as JSON")
    parser.add_argument("--columns", default="", help="field names with commas between them; all fields otherwise")
    parser.add_argument("--user", default="", help="export what this user may see; otherwise everything")
    parser.add_argument("--language", default="en", choices=["en", "zh-hans"], help="of headings and choices")


def run(arguments: argparse.Namespace) -> int:
    """0 when the file is written, 2 if it could not be."""
    from django.utils import translation

    from magpie.platform import exporting, listing, objects, setup
    from magpie.platform.actor import SYSTEM, Actor
    from magpie.platform.models import User
    from magpie.platform.problems import Problem

    setup.refresh()
    object_type = objects.find(arguments.object)
    user = User.objects.filter(username__iexact=arguments.user).first()
    if object_type is None or (arguments.user and user is None):
        unknown = f"object “{arguments.object}”" if object_type is None else f"user “{arguments.user}”"
        sys.stderr.write(f"magpie export: there is no {unknown}.\n")
        return 2
    actor = Actor.of_user(user) if user else SYSTEM
    kind: exporting.Kind = "xlsx" if arguments.path.suffix.lower() == ".xlsx" else "csv"
    try:
        with translation.override(arguments.language):
            wanted = json.loads(arguments.filter) if arguments.filter else None
            found = listing.query(object_type, actor, filter=wanted).order_by("pk")
            names = [n for n in arguments.columns.split(",") if n]
            pieces = exporting.export(object_type, found, actor, kind, names)
            with arguments.path.open("wb") as file:
                file.writelines(pieces)
    except (Problem, OSError, ValueError) as error:
        sys.stderr.write(f"magpie export: {error}\n")
        return 2
    sys.stdout.write(f"{arguments.path} is written.\n")
    return 0
