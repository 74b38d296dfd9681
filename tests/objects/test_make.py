"""Every object can be made from its declaration: by its required fields alone, and with all of them."""

from __future__ import annotations

import pytest

from magpie.platform import objects
from tests.make import make

pytestmark = pytest.mark.django_db
NAMES = [o.name for o in objects.all_objects()]


@pytest.mark.parametrize("full", [False, True], ids=["least", "full"])
@pytest.mark.parametrize("name", NAMES)
def test_a_record_of_every_object_can_be_made(name: str, full: bool) -> None:
    first, second = make(name, full=full), make(name, full=full)
    assert first.pk != second.pk
    assert type(first).objects.count() >= 2
