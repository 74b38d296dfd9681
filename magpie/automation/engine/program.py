"""A published version, read once and kept until some set-up changes."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from magpie.automation.document import Document, blocks_of
from magpie.automation.models import Version
from magpie.platform import filters, objects, setup


class Program:
    """A version's document with what the engine asks of it again and again."""

    def __init__(self, version: Version) -> None:
        self.version = version
        self.document = Document.model_validate(version.document)
        self.settings = self.document.settings
        self.trees: dict[tuple[str, int], Any] = {}

    @cached_property
    def blocks(self) -> dict[str, Any]:
        """Every block by its id."""
        return {block.id: block for block in blocks_of(self.document.steps)}

    @cached_property
    def object_type(self) -> objects.ObjectType | None:
        return objects.find(self.document.object) if self.document.object else None

    def tree(self, object_type: objects.ObjectType, node: Any) -> Any:
        """A filter of the document, read once; FilterError if it names what is gone."""
        key = (object_type.name, id(node))  # the nodes live as long as the document
        if key not in self.trees:
            self.trees[key] = filters.parse(object_type, node)
        return self.trees[key]


def program_of(version_id: int) -> Program:
    """The program of a version."""

    def load() -> Program:
        return Program(Version.objects.select_related("workflow__owner").get(pk=version_id))

    return setup.kept(f"program:{version_id}", load)
