"""Loops give signs of life without knowing it, and administrators are told when one falls silent."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from magpie.notices import beats, health
from magpie.notices.models import Channel, Delivery, MailSettings, Notice
from magpie.notices.tell import tell
from magpie.notices.tests.test_http import Api
from magpie.platform.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_loops_yet() -> None:
    beats.Heartbeat.objects.all().delete()
    beats._pulses.clear()


def make_beat(name: str, ago: int = 0, process: str = "one:1", **values: object) -> None:
    at = timezone.now() - timedelta(seconds=ago)
    beats.Heartbeat.objects.create(name=name, process=process, at=at, **values)


def states() -> dict[str, str]:
    return {loop.name: loop.state for loop in health.look().loops}


def test_a_loop_that_asks_whether_to_stop_gives_a_sign_of_life() -> None:
    stop = threading.Event()
    watched = beats.watched("automation", stop)
    assert not watched.is_set()
    beats.write()
    beats.write()
    assert [(row.name, row.ended) for row in beats.Heartbeat.objects.all()] == [("automation", False)]
    assert states() == {"automation": "ok"}
    stop.set()
    assert watched.is_set()
    assert watched.wait(0)


def test_a_loop_that_hangs_is_silent_though_its_process_lives() -> None:
    beats.watched("automation", threading.Event())
    beats._pulses["automation"].at -= 90
    beats.write()
    assert states() == {"automation": "silent"}


def test_a_loop_lives_as_long_as_one_process_does_it() -> None:
    make_beat("automation", 600, "dead:1")
    make_beat("automation", 3, "alive:2")
    make_beat("jobs", 600)  # an import may take long
    loops = {loop.name: loop for loop in health.look().loops}
    assert (loops["automation"].state, loops["automation"].processes, loops["jobs"].state) == ("ok", 1, "ok")


def test_a_loop_that_breaks_off_again_and_again_is_no_healthy_loop() -> None:
    beats.broke("automation", ValueError("no such column"))
    beats.write()
    loop = health.look().loops[0]
    assert (loop.state, loop.error) == ("breaking", "ValueError: no such column")


def test_administrators_are_told_once_of_a_silent_loop_by_whoever_watches(root: User, ana: User) -> None:
    make_beat("reminders", 61)
    make_beat("automation", 59)
    make_beat("gone", 900, ended=True)
    assert (health.watch(), health.watch()) == (["reminders"], ["reminders"])
    told = Notice.objects.get()
    assert (told.recipient, told.title, told.url) == (root, "Work in the background stands still: Reminders", "/health")
    assert told.deliveries.filter(channel="popup", status="sent").exists()


def test_work_that_is_overdue_shows_as_late_unless_its_channel_is_down(ana: User) -> None:
    MailSettings.objects.create(host="127.0.0.1", port=1)
    make_beat("deliveries")
    tell(ana, kind="x", title="Waits")
    Delivery.objects.filter(channel="email").update(next_attempt_at=timezone.now() - timedelta(minutes=5))
    assert states() == {"deliveries": "late"}
    Channel.objects.create(name="email", state="down")
    assert states() == {"deliveries": "ok"}


def test_monitoring_needs_no_sign_in_and_details_need_an_administrator(root: User, ana: User) -> None:
    assert Client().get("/api/health").json() == {"status": "trouble", "problems": ["no worker"]}
    assert Client().get("/healthz").status_code == 503
    make_beat("automation")
    assert Client().get("/api/health").json() == {"status": "ok", "problems": []}
    assert Client().get("/healthz").status_code == 200
    assert Client().get("/api/health/all").status_code == 401
    Api(ana).get("/health/all", status=403)
    shown = Api(root).get("/health/all")
    assert [(loop["name"], loop["label"], loop["state"]) for loop in shown["loops"]] == [
        ("automation", "Workflows", "ok")
    ]
    assert [channel["name"] for channel in shown["channels"]] == ["popup"]
