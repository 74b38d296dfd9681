"""Plug-ins: taken in whole or not at all, and never in the way of the product."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone, translation
from pydantic import BaseModel

from magpie.automation import plugin_clock, plugins, worker
from magpie.automation.models import Run, Workflow
from magpie.automation.plugin_clock import PluginDue
from magpie.automation.plugins import Plugin, Text
from magpie.automation.publishing import publish
from magpie.platform import actions, events, readers, records, setup
from magpie.platform.actor import SYSTEM
from magpie.platform.problems import Refused
from magpie.sales.models import Lead

EXAMPLE = Path(__file__).parents[3] / "examples/magpie-plugin-example"


@pytest.fixture
def registries() -> Iterator[None]:
    """What is registered during the test is gone afterwards."""
    registries: list[dict[Any, Any]] = [actions._registry, events._kinds, plugins._blocks]
    kept = [(registry, dict(registry)) for registry in registries]
    installed = list(plugins._installed)
    yield
    for registry, former in kept:
        registry.clear()
        registry.update(former)
    plugins._installed[:] = installed
    plugin_clock._known.clear()
    setup.forget()


@pytest.fixture(scope="module")
def example_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, really installed, into a folder of its own."""
    source = tmp_path_factory.mktemp("source") / "example"
    shutil.copytree(EXAMPLE, source)
    target = tmp_path_factory.mktemp("installed")
    options = ["--no-deps", "--no-index", "--no-build-isolation", "--quiet", "--disable-pip-version-check"]
    subprocess.run([sys.executable, "-m", "pip", "install", *options, "--target", target, source], check=True)
    return target


@pytest.fixture
def example(example_folder: Path, registries: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(example_folder))
    importlib.invalidate_caches()
    sys.modules.pop("magpie_plugin_example", None)
    plugins._installed.clear()
    plugins.load()


def make_package(folder: Path, name: str, source: str) -> None:
    """As pip leaves it: a module, and a note of its entry points."""
    (folder / f"{name}.py").write_text(source)
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[magpie.plugins]\n{name} = {name}:plugin\n")


@pytest.mark.django_db(transaction=True)
def test_a_plug_in_starts_a_workflow_and_does_its_steps(example: None) -> None:
    module = importlib.import_module("magpie_plugin_example")
    readers.begin("automation", "search")
    worker.work_until_idle()
    workflow = records.create(Workflow, {"name": "Visits", "object": "lead"}, actor=SYSTEM)
    places = {"from_latitude": 39.9, "from_longitude": 116.4, "to_latitude": 31.2, "to_longitude": 121.5}
    steps = [
        {"id": "far", "plugin": "visits.distance", "input": places},
        {"id": "day", "plugin": "visits.is_day", "input": {"days": [1, 2, 3, 4, 5, 6, 7]}},
        {"id": "whether", "if": {"step": "day", "outcome": "yes"}, "then": [
            {"id": "say", "action": "record.update", "input": {"values": {"company": "{{ steps.far.kilometres }} km"}}},
        ]},
    ]  # fmt: skip
    publish(
        workflow,
        {"object": "lead", "triggers": [{"on": "event", "event": "visits_arrived"}], "steps": steps},
        actor=SYSTEM,
    )
    lead = records.create(Lead, {"name": "Li Lei"}, actor=SYSTEM)
    worker.work_until_idle()
    assert Run.objects.count() == 0
    module.arrived(lead)
    worker.work_until_idle()
    run = Run.objects.get()
    lead.refresh_from_db()
    assert (run.status, run.error) == ("completed", "")
    assert lead.company == "1071 km"
    assert [s.output for s in run.steps.order_by("id")][:2] == [{"kilometres": 1071}, {"outcome": "yes"}]


@pytest.mark.django_db
def test_an_installed_plug_in_is_in_the_palette_in_both_languages(example: None) -> None:
    from magpie.automation import palette

    with translation.override("zh-hans"):
        found = palette.of("lead")
        plan = next(a for a in found["actions"] if a["name"] == "visits.plan")
        day = next(b for b in found["plugins"] if b["name"] == "visits.is_day")
    assert (plan["label"], plan["group"], plan["outputs"][0]["object"]) == ("安排拜访", "visits", "meeting")
    assert [(o["name"], o["label"]) for o in day["outcomes"]] == [("yes", "是"), ("no", "否")]
    assert {"name": "lead.visits_arrived", "label": "A visitor has come"} in palette.of("lead")["events"]
    assert "visits.plan" not in {a["name"] for a in palette.of("account")["actions"]}


@pytest.mark.django_db
def test_a_plug_in_that_cannot_be_imported_stops_nothing(
    tmp_path: Path, registries: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_package(tmp_path, "broken_a", "import no_such_module\n")
    make_package(tmp_path, "broken_b", "raise SystemExit(3)\n")
    make_package(tmp_path, "broken_c", "plugin = 5\n")
    make_package(
        tmp_path, "fine_d", "from magpie.automation.plugins import Plugin\nplugin = Plugin('fine', title='Fine')\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.invalidate_caches()
    plugins._installed.clear()
    plugins.load()
    found = {one.name: one.error for one in plugins.installed()}
    assert found == {
        "broken_a": "ModuleNotFoundError: No module named 'no_such_module'",
        "broken_b": "SystemExit: 3",
        "broken_c": "TypeError: broken_c:plugin is no Plugin",
        "fine": "",
    }


class Nothing(BaseModel):
    pass


@pytest.mark.django_db
def test_a_plug_in_that_clashes_is_left_out_as_a_whole(registries: None) -> None:
    plugin = Plugin("clash")
    plugin.block("good", label=Text("Good"))(_returns_nothing)
    plugin.action("good", label=Text("Good"))(_returns_nothing)
    plugin.action("bad", label=Text("Bad"), on="spaceship")(_returns_nothing)
    with pytest.raises(ValueError, match="spaceship"):
        plugins.take_in(plugin)
    assert plugins.find_block("clash.good") is None
    assert "clash.good" not in {a.name for a in actions.all_actions()}
    with pytest.raises(ValueError, match="no name"):
        plugins.take_in(Plugin("lead"))
    with pytest.raises(ValueError, match="no name"):
        plugin.block("Not A Name", label="x")


def _returns_nothing(record: Any, data: Nothing, *, actor: Any) -> None:
    return None


def test_a_block_whose_plug_in_is_gone_is_refused() -> None:
    with pytest.raises(Refused):
        plugins.block("visits.distance")


@pytest.mark.django_db(transaction=True)
def test_regular_work_is_done_when_it_is_due_and_its_faults_are_kept(registries: None) -> None:
    done: list[str] = []
    plugin = Plugin("regular")

    @plugin.every(minutes=5)
    def look() -> None:
        done.append("look")

    @plugin.every(minutes=60)
    def stumble() -> None:
        done.append("stumble")
        raise RuntimeError("no connection")

    plugins.take_in(plugin)
    plugins._installed.append(plugins.Installed("regular", "", "", plugin=plugin))
    assert plugin_clock.tick() == 2
    assert plugin_clock.tick() == 0
    PluginDue.objects.filter(name="regular.look").update(due_at=timezone.now())
    assert plugin_clock.tick() == 1
    assert sorted(done) == ["look", "look", "stumble"]
    assert PluginDue.objects.get(name="regular.stumble").error == "RuntimeError: no connection"
