"""Recipes: how a folder of files that belong together is imported, in which order and into what.

A folder may bring its own `recipe.json`; for data sets that are known by their file names one stands in `recipes/`.
All steps are one operation, so that one undo takes the whole folder back.
"""

from __future__ import annotations

import csv
import dataclasses
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

from django.conf import settings
from django.utils.translation import gettext as _
from pydantic import BaseModel, Field, ValidationError

from magpie.platform import objects
from magpie.platform.importing import reading, running
from magpie.platform.importing.mapping import Source
from magpie.platform.models import Import, User
from magpie.platform.problems import Invalid

BUILT_IN = Path(__file__).parent / "recipes"


class Step(BaseModel):
    """One file, or some rows given here, into one object."""

    object: str
    file: str = ""
    rows: list[dict[str, str]] = Field(default_factory=list)
    fields: dict[str, str | dict[str, Any]]  # field → column, or the parts of a `mapping.Source`
    match_by: list[str] = Field(default_factory=list)
    on_match: Literal["update", "skip"] = "update"
    on_duplicate: Literal["create", "skip", "update"] = "create"
    on_missing: dict[str, Literal["error", "leave_empty", "create"]] = Field(default_factory=dict)
    fixes: dict[str, dict[str, str]] = Field(default_factory=dict)

    def sources(self) -> list[dict[str, Any]]:
        """The sources of the fields, as an import keeps them."""
        found = [
            Source(name, given) if isinstance(given, str) else Source(name, **given)
            for name, given in self.fields.items()
        ]
        return [dataclasses.asdict(source) for source in found]


class Recipe(BaseModel):
    """The steps in their order."""

    files: list[str]
    automation: Literal["run", "skip", "later"] = "skip"
    steps: list[Step]


def of_folder(folder: Path) -> Recipe:
    """The folder's own recipe, or the built-in one whose files are there; Invalid if there is none."""
    own = folder / "recipe.json"
    for path in [own] if own.exists() else sorted(BUILT_IN.glob("*.json")):
        try:
            recipe = Recipe.model_validate_json(path.read_bytes())
        except ValidationError as error:
            raise Invalid({"recipe": [str(error)]}) from None
        if path == own or all((folder / name).exists() for name in recipe.files):
            return recipe
    raise Invalid({"recipe": [_("Nothing is known about the files in this folder; put a recipe.json beside them.")]})


def prepare(folder: Path, recipe: Recipe, user: User | None, automation: str = "") -> Iterator[Import]:
    """The imports of all steps, each made when the one before has been worked off."""
    operation = uuid.uuid4()
    for step in recipe.steps:
        if objects.find(step.object) is None:
            raise Invalid({"recipe": [_("There is no object “%(name)s”.") % {"name": step.object}]})
        path = (folder / step.file if step.file else _written(step.rows)).resolve()
        how = reading.detect(path)
        yield Import.objects.create(
            object=step.object,
            file_name=step.file or "recipe.json",
            path=str(path),
            encoding=how.encoding,
            separator=how.separator,
            sheet=how.sheet,
            sources=step.sources(),
            match_by=step.match_by,
            on_match=step.on_match,
            on_duplicate=step.on_duplicate,
            on_missing=step.on_missing,
            fixes=step.fixes,
            automation=automation or recipe.automation,
            operation=operation,
            created_by=user,
            status="queued",
        )


def run_folder(folder: Path, user: User | None = None, automation: str = "") -> list[Import]:
    """Import a folder by its recipe, step by step; the finished imports."""
    return [running.run(i.pk) for i in prepare(folder, of_folder(folder), user, automation)]


def _written(rows: list[dict[str, str]]) -> Path:
    """Rows that the recipe itself gives, as a file like the others."""
    target = Path(settings.MEDIA_ROOT) / "imports" / f"{uuid.uuid4()}.csv"
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return target
