"""Run a worker. Any number of them, on any machines, may share one DATABASE_URL."""

from __future__ import annotations

import argparse
import os


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Usually there is nothing to choose."""
    parser.add_argument(
        "--part",
        choices=("prompt", "background"),
        default="prompt",
        help="background: only imports, exports and the search index; otherwise everything, in two processes",
    )


def run(arguments: argparse.Namespace) -> int:
    """Returns when the worker has been asked to end."""
    from config import worker

    os.environ["PGAPPNAME"] = "magpie worker"  # by which the database shows whom a connection serves
    worker.main(arguments.part)
    return 0
