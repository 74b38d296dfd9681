"""A public data set with all its faults comes in whole, and a second time without duplicates."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db.models import Count

from magpie.platform import objects, setup
from magpie.platform.actor import SYSTEM
from magpie.platform.importing import recipe
from magpie.platform.models import Event, Import, ImportProblem, Team, User
from magpie.platform.undo import undo

pytestmark = pytest.mark.django_db
FOLDER = Path(__file__).resolve().parents[3] / "tests" / "data" / "crm-sales-opportunities"


def counts() -> dict[str, int]:
    names = ("user", "team", "territory", "territory_member", "product", "account", "opportunity")
    return {name: objects.get(name).model._default_manager.count() for name in names}


def test_the_crm_sales_opportunities_come_in_with_all_totals_and_go_again() -> None:
    setup.forget()
    before = counts()
    done = recipe.run_folder(FOLDER)
    assert [(i.object, i.status, i.failed, i.error) for i in done if i.failed or i.status != "done"] == []
    added = {name: number - before[name] for name, number in counts().items()}
    assert added == {
        "user": 41, "team": 9, "territory": 3, "territory_member": 35, "product": 7, "account": 85, "opportunity": 8800,
    }  # fmt: skip
    opportunity = objects.get("opportunity").model
    stages = opportunity._default_manager.values_list("stage__name_en").annotate(Count("id"))
    assert dict(stages) == {"Won": 4238, "Lost": 2473, "Engaging": 1589, "Prospecting": 500}
    assert opportunity._default_manager.filter(account=None).count() == 1425
    report = ImportProblem.objects.filter(importing=done[-1])
    assert report.filter(reason__contains="Account: empty.").count() == 1425
    assert report.filter(reason__contains="“GTXPro” was read as “GTX Pro”.").count() == 1480
    assert ImportProblem.objects.filter(reason__contains="“technolgy” was read as “technology”.").count() == 12
    manager = User.objects.get(username="dustin.brinkmann")
    assert Team.objects.get(manager=manager).parent.name == "Central"

    again = recipe.run_folder(FOLDER)
    assert sum(i.created + i.updated + i.failed for i in again) == 0
    assert {name: number - before[name] for name, number in counts().items()} == added

    taken_back = undo(done[0].operation, SYSTEM)
    assert (taken_back.skipped, counts()) == ([], before)
    assert Import.objects.count() == 2 * len(done)
    assert Event.objects.filter(operation=taken_back.operation, kind="deleted").count() == taken_back.count
