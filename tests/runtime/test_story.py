"""The demo company in a whole Magpie: loaded at the first start, its story played from beginning to end."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.runtime.running import Running, magpie, migrated_home, serving, sql

pytestmark = [pytest.mark.xdist_group("runtime"), pytest.mark.slow]
VERSIONS = (
    "select v.number, v.document::text like '%seconds%' from automation_workflow w"
    " join automation_version v on v.id = w.active_version_id where w.name = 'Lead hand-over'"
)


def test_the_story_happens_and_leaves_the_usual_workflow_in_force(folder: Path) -> None:
    home = migrated_home(folder, demo="wanted")
    with serving(home, MAGPIE_EMPTY="") as running:
        assert "  ana   magpie-demo  marketing 市场部\n" in running.log.read_text()
        told = magpie(home, "demo", "story", "--fast")
        assert told.returncode == 0, told.stdout + told.stderr
        lines = told.stdout.splitlines()
        assert lines[-1] == "The whole story happened."
        assert sum(line.startswith("✓") for line in lines) == 19
        assert not [line for line in lines if line.startswith("✗")]
        assert "    8 mails, each made once." in lines
        assert sql(home, VERSIONS) == "3|f"
        sql(home, "update automation_workflow set is_active = false where name = 'Lead hand-over'")
        failed = magpie(home, "demo", "story")
        assert failed.returncode == 1
        assert failed.stdout.endswith("✗ The workflow “Lead hand-over” is not there or is switched off.\n")
        sql(home, "update automation_workflow set is_active = true where name = 'Lead hand-over'")
        leave_a_story_cut_short(running)
        assert sql(home, VERSIONS) == "4|t"
    with serving(home, MAGPIE_EMPTY="") as running:
        assert sql(home, VERSIONS) == "5|f"
        assert (home / "demo").read_text() == "loaded\n"
        assert "Loading the demo company" not in running.log.read_text()


def leave_a_story_cut_short(running: Running) -> None:
    """As a story leaves it that is killed while its hurried workflow is in force."""
    sql(
        running.home,
        "with story as (insert into automation_version (workflow_id, number, document, published_at)"
        " select w.id, 4, v.document, now() from automation_workflow w"
        " join automation_version v on v.workflow_id = w.id"
        " where w.name = 'Lead hand-over' and v.number = 2 returning id, workflow_id)"
        " update automation_workflow w set active_version_id = story.id from story where w.id = story.workflow_id",
    )
    (running.home / "demo").write_text("story\n")


def test_without_a_running_magpie_the_story_says_how_to_start_it(folder: Path) -> None:
    (folder / "home").mkdir(mode=0o711)
    answer = magpie(folder / "home", "demo", "story")
    assert answer.returncode == 1
    assert answer.stderr == "magpie demo: The demo company is not loaded here; magpie demo load does it.\n"
