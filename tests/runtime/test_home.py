"""Where the data is, and how the database is reached."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from config import home as places
from tests.runtime.running import environment


def test_a_database_url_is_read_with_its_options() -> None:
    assert places.read_database_url("postgres://ana:p%40ss@db.example:5433/crm?sslmode=require") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "crm",
        "USER": "ana",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_a_database_url_may_name_a_socket() -> None:
    settings = places.read_database_url("postgresql:///crm?host=/run/postgresql")
    assert (settings["HOST"], settings["NAME"], settings["PORT"]) == ("/run/postgresql", "crm", "")
    assert "OPTIONS" not in settings


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://host/crm", "must begin with postgres://"),
        ("postgres://host", "names no database"),
        ("postgres://host:port/crm", "port in DATABASE_URL is not a number"),
    ],
)
def test_a_wrong_database_url_is_refused_with_a_sentence(url: str, sentence: str) -> None:
    with pytest.raises(places.HomeError, match=sentence):
        places.read_database_url(url)


def test_two_first_calls_at_once_agree_on_one_key(folder: Path) -> None:
    command = [sys.executable, "-c", "from config.home import secret_key; print(secret_key())"]
    callers = [
        subprocess.Popen(
            command, cwd=places.checkout(), env=environment(folder / "home"), stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    keys = {caller.communicate(timeout=60)[0] for caller in callers}
    assert len(keys) == 1
    assert len(keys.pop().strip()) == 64
    path = folder / "home" / "secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["secret"]


def test_a_home_with_a_long_address_has_a_short_socket_folder() -> None:
    short = places.socket_folder(Path("/srv/magpie"))
    assert short == Path("/srv/magpie/run")
    long = places.socket_folder(Path("/srv") / ("x" * 90))
    assert len(os.fsencode(long)) < 60
    assert long != places.socket_folder(Path("/srv") / ("y" * 90))


@pytest.mark.skipif(os.geteuid() != 0, reason="another user's home is the checkout's var")
def test_as_root_a_closed_checkout_keeps_its_data_elsewhere_under_a_name_of_its_own(folder: Path) -> None:
    places._default_home.cache_clear()
    first, second = folder / "closed" / "a" / "magpie", folder / "closed" / "b" / "magpie"
    open_one = folder / "magpie"
    for checkout in (first, second, open_one):
        checkout.mkdir(parents=True)
    (folder / "closed").chmod(0o700)
    system = folder / "system"
    homes = {places._default_home(checkout, system) for checkout in (first, second)}
    assert len(homes) == 2
    assert {home.parent for home in homes} == {system}
    assert places._default_home(open_one, system) == open_one / "var"
