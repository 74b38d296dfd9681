"""What a page is told to fetch before its scripts have come."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import RequestFactory

from magpie.platform.http import early

INDEX = "<html><head><title>Magpie</title></head><body></body></html>"
FILES = {
    "index.html": {"file": "assets/index.js", "imports": ["_base.js"]},
    "_base.js": {"file": "assets/base.js"},
    "_table.js": {"file": "assets/table.js", "imports": ["_base.js"]},
    early.LIST: {"file": "assets/list.js", "imports": ["_base.js", "_table.js", "index.html"]},
    early.RECORD: {"file": "assets/record.js", "imports": ["_base.js"]},
    "src/app/texts/chinese.ts": {"file": "assets/chinese.js"},
}


@pytest.fixture
def made(tmp_path: Path) -> early.Build:
    (tmp_path / ".vite").mkdir()
    (tmp_path / ".vite" / "manifest.json").write_text(json.dumps(FILES))
    (tmp_path / "index.html").write_text(INDEX)
    return early.build(tmp_path)


def told(made: early.Build, address: str) -> tuple[list[str], dict[str, Any]]:
    """The scripts that are linked, and what the page's first script is given."""
    text = early.html(RequestFactory().get(address), made, is_signed_in=True)
    given = re.search(r"}\)\((.*)\)</script>", text)
    assert given is not None
    return re.findall(r'modulepreload" href="([^"]*)"', text), json.loads(given[1])


def test_a_list_is_told_its_scripts_and_its_first_rows(made: early.Build) -> None:
    scripts, given = told(made, "/leads")
    assert scripts == ["/assets/list.js", "/assets/table.js"]
    assert given["calls"] == ["/api/me", "/api/objects", "/api/leads?limit=100"]
    assert given["words"] == {"en": [], "zh-hans": ["/assets/chinese.js"]}


def test_a_list_that_is_filtered_asks_for_its_own_rows(made: early.Build) -> None:
    assert told(made, "/leads?search=x")[1]["calls"] == ["/api/me", "/api/objects"]


def test_a_record_is_told_its_script_and_asked_for(made: early.Build) -> None:
    scripts, given = told(made, "/leads/5")
    assert scripts == ["/assets/record.js"]
    assert given["calls"] == ["/api/me", "/api/objects", "/api/leads/5"]


@pytest.mark.parametrize(
    "address", ["/nonsense", "/leads/x", "/leads/5/more", "/leads/0", "/<script>", "/leads%2F5%0a"]
)
def test_an_address_of_no_object_begins_no_call_for_records(made: early.Build, address: str) -> None:
    scripts, given = told(made, address)
    assert (scripts, given["calls"]) == ([], ["/api/me", "/api/objects"])


def test_who_is_not_signed_in_gets_the_bare_page(made: early.Build) -> None:
    assert early.html(RequestFactory().get("/leads"), made, is_signed_in=False) == INDEX
    assert early.html(RequestFactory().get("/sign-in"), made, is_signed_in=True) == INDEX


def test_a_new_build_is_noticed(made: early.Build, tmp_path: Path) -> None:
    index = tmp_path / "index.html"
    index.write_text("<title>newer</title>")
    stamp = index.stat().st_mtime_ns + 1
    os.utime(index, ns=(stamp, stamp))
    assert early.build(tmp_path).index == "<title>newer</title>"


def test_every_source_that_is_named_is_there() -> None:
    own = [
        *early.PAGES.values(),
        early.LIST,
        early.RECORD,
        early.BOARD,
        *(name for names in early.WORDS.values() for name in names),
    ]
    assert [name for name in own if name.startswith("src/") and not (settings.WEB_DIST.parent / name).exists()] == []
