"""Ready-made set-ups per industry: list them, show what one brings, apply one."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from config.cli import CommandError

if TYPE_CHECKING:
    from magpie.industries.planning import Plan

SIGNS = {"add": "+", "change": "~", "keep": "=", "same": " ", "conflict": "!"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`list`, `show` and `apply`."""
    parser.add_argument("--language", choices=("en", "zh-hans"), default="zh-hans", help="of the texts written")
    kinds = parser.add_subparsers(dest="do", required=True, metavar="list|show|apply")
    kinds.add_parser("list", help="name the set-ups there are; * marks those that were applied")
    show = kinds.add_parser("show", help="name everything that a set-up brings")
    show.add_argument("name")
    apply = kinds.add_parser("apply", help="bring in what is not there yet")
    apply.add_argument("name")
    apply.add_argument("--preview", action="store_true", help="only say what would be done")


def run(arguments: argparse.Namespace) -> int:
    """Do it; a set-up is applied whole or not at all."""
    from django.utils.translation import override

    from magpie.industries import applying, files, planning
    from magpie.platform import setup
    from magpie.platform.actor import SYSTEM
    from magpie.platform.problems import Problem

    setup.refresh()
    with override(arguments.language):
        if arguments.do == "list":
            there = applying.applied()
            for each in files.all_setups():
                print(f"{'*' if each.key in there else ' '} {each.key:<24}{each.name['en']} {each.name['zh-hans']}")
            return 0
        industry = files.find(arguments.name)
        if industry is None:
            raise CommandError(f"There is no set-up “{arguments.name}”; “magpie industry list” names them.")
        if arguments.do == "show" or arguments.preview:
            _print(planning.plan(industry))
            return 0
        try:
            made, _operation = applying.apply(industry, actor=SYSTEM)
        except Problem as problem:
            raise CommandError(str(problem)) from problem
        _print(made)
        return 0


def _print(made: Plan) -> None:
    from magpie.industries import values
    from magpie.platform import objects

    for step in made.steps:
        place = values.about(step.item, made.setup)
        name = f"{place} / {values.title(step.item, made.setup)}" if place else values.title(step.item, made.setup)
        reason = f"  ({step.reason})" if step.reason else ""
        print(f"{SIGNS[step.verb]} {objects.get(step.item.kind).label}: {name}{reason}")
