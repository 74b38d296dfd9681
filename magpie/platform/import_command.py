"""Import a CSV or XLSX file, or a folder of files that belong together, without the screens.

magpie import leads.csv --object lead --match-by email
magpie import ./crm-sales-opportunities
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from magpie.platform.models import Import, User


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file or folder, and how its columns are meant."""
    parser.add_argument("path", type=Path, help="a CSV or XLSX file, or a folder with a recipe")
    parser.add_argument("--object", default="", help="what the rows are: lead, account, contact …")
    parser.add_argument(
        "--map", action="append", default=[], metavar="COLUMN=FIELD", help="where a column goes; may be repeated"
    )
    parser.add_argument(
        "--match-by", action="append", default=[], metavar="FIELD", help="how existing records are found"
    )
    parser.add_argument("--on-match", choices=["update", "skip"], default="update", help="what happens to those found")
    parser.add_argument(
        "--on-duplicate",
        choices=["create", "skip", "update"],
        default="create",
        help="what happens to new rows that the rules for duplicates find to be there already",
    )
    parser.add_argument("--on-missing", action="append", default=[], metavar="COLUMN=error|leave_empty|create")
    parser.add_argument(
        "--fix", action="append", default=[], metavar="COLUMN:WRONG=RIGHT", help="read a spelling as another"
    )
    parser.add_argument("--automation", choices=["run", "skip", "later"], default="", help="whether workflows run")
    parser.add_argument("--encoding", default="")
    parser.add_argument("--sheet", default="")
    parser.add_argument(
        "--user", default="", help="import as this user, with their rights; otherwise as the product itself"
    )
    parser.add_argument("--problems", type=Path, default=None, help="write the rows that need a look to this CSV file")


def run(arguments: argparse.Namespace) -> int:
    """0 if every row went in, 1 if some did not, 2 if nothing could be imported."""
    from magpie.platform.importing import recipe
    from magpie.platform.problems import Problem

    try:
        user = _user(arguments.user)
        if arguments.path.is_dir():
            done = recipe.run_folder(arguments.path.resolve(), user, arguments.automation)
        else:
            done = [_import_file(arguments, user)]
    except (Problem, OSError) as error:
        sys.stderr.write(f"magpie import: {error}\n")
        return 2
    for importing in done:
        _report(importing)
    if arguments.problems:
        _write_problems(arguments.problems, done)
    if any(i.status == "failed" for i in done):
        return 2
    return 1 if any(i.failed + i.duplicates for i in done) else 0


def _user(name: str) -> User | None:
    from magpie.platform.models import User
    from magpie.platform.problems import NotFound

    if not name:
        return None
    found = User.objects.filter(username__iexact=name).first()
    if found is None:
        raise NotFound(f"There is no user “{name}”.")
    return found


def _import_file(arguments: argparse.Namespace, user: User | None) -> Import:
    from magpie.platform import objects, setup
    from magpie.platform.actor import SYSTEM, Actor
    from magpie.platform.importing import mapping, reading, related, running
    from magpie.platform.models import Import
    from magpie.platform.problems import Invalid

    setup.refresh()
    object_type = objects.find(arguments.object)
    if object_type is None:
        names = ", ".join(sorted(o.name for o in objects.all_objects()))
        raise Invalid({"--object": [f"Say what the rows are, one of: {names}."]})
    path = arguments.path.resolve()
    how = reading.detect(path, reading.Format(arguments.encoding, "", arguments.sheet))
    columns = reading.describe(path, how)
    headings = [c["name"] for c in columns]
    given = {column: field or None for column, field in _pairs(arguments.map)}
    actor = Actor.of_user(user) if user else SYSTEM
    mapped = mapping.guess(object_type, headings, makes=related.may_make(actor, object_type)) | given
    importing = Import.objects.create(
        object=object_type.name, file_name=path.name, path=str(path), encoding=how.encoding, separator=how.separator,
        sheet=how.sheet, columns=columns, mapping=mapped,
        match_by=arguments.match_by or mapping.match_fields(object_type, (f for f in mapped.values() if f)),
        on_match=arguments.on_match, on_duplicate=arguments.on_duplicate,
        on_missing=dict(_pairs(arguments.on_missing)), fixes=_fixes(arguments.fix),
        automation=arguments.automation or "run", created_by=user, status="queued",
    )  # fmt: skip
    for column, field in mapped.items():
        sys.stdout.write(f"  {column} → {field or '(not imported)'}\n")
    return running.run(importing.pk)


def _pairs(words: Sequence[str]) -> list[tuple[str, str]]:
    from magpie.platform.problems import Invalid

    if wrong := [w for w in words if "=" not in w]:
        raise Invalid({"arguments": [f"“{wrong[0]}” has no “=”."]})
    return [(left.strip(), right.strip()) for left, _sign, right in (w.rpartition("=") for w in words)]


def _fixes(words: Sequence[str]) -> dict[str, dict[str, str]]:
    fixes: dict[str, dict[str, str]] = {}
    for left, right in _pairs(words):
        column, _sign, wrong = left.partition(":")
        fixes.setdefault(column, {})[wrong] = right
    return fixes


def _report(importing: Import) -> None:
    from magpie.platform import objects

    label = str(objects.get(importing.object).label_plural)
    counts: dict[str, Any] = {
        "created": importing.created, "changed": importing.updated, "unchanged": importing.skipped,
        "failed": importing.failed, "left out as duplicates": importing.duplicates, "with remarks": importing.remarks,
    }  # fmt: skip
    told = ", ".join(f"{number} {word}" for word, number in counts.items() if number) or "nothing to do"
    sys.stdout.write(f"{importing.file_name} → {label}: {told}.\n")
    for name, count in importing.made.items():
        sys.stdout.write(f"  {count} × {objects.get(name).label_plural} made for them\n")
    if importing.error:
        sys.stdout.write(f"  {importing.error}\n")
    reasons: dict[str, int] = {}
    for reason in importing.problems.values_list("reason", flat=True):
        reasons[reason] = reasons.get(reason, 0) + 1
    for reason, number in sorted(reasons.items(), key=lambda pair: -pair[1])[:10]:
        sys.stdout.write(f"  {number} × {reason}\n")
    if len(reasons) > 10:
        sys.stdout.write(f"  … and {len(reasons) - 10} other reasons (--problems FILE writes all)\n")


def _write_problems(target: Path, done: Sequence[Import]) -> None:
    from magpie.platform.importing import report

    with target.open("wb") as file:
        for importing in done:
            for piece in report.as_csv(importing):
                file.write(piece)
