"""Text messages by SMPP, against a message centre of another make (node-smpp)."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from magpie.notices import carrying, channel, ways
from magpie.notices.channels import gsm, smpp
from magpie.notices.models import Attempt, Channel, Delivery
from magpie.notices.tell import tell
from magpie.notices.tests.conftest import make_user
from magpie.notices.tests.smpp_centre import Centre
from magpie.platform.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def running_centre() -> Iterator[Centre]:
    centre = Centre()
    centre.start()
    yield centre
    centre.stop()


@pytest.fixture
def centre(running_centre: Centre, db: None) -> Centre:
    running_centre.taken.clear()
    set_up(running_centre)
    return running_centre


def set_up(centre: Centre, password: str = "bar") -> None:
    ways.set_up("sms", "smpp", centre.settings(password), is_on=True)


def sms_to(user: User, title: str = "Call back") -> Delivery:
    return tell(user, kind="reminder", title=title, channels=("sms",)).deliveries.get(channel="sms")


def carry(carrier: carrying.Carrier, until: Any) -> None:
    deadline = time.monotonic() + 10
    while not until():
        carrier.turn(threading.Event())
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_chinese_message_arrives_and_its_receipt_makes_it_delivered(centre: Centre) -> None:
    li = make_user("li", phone="138 0013 8000")
    delivery = sms_to(li, "请今天下午三点前回复华宏公司的交期")
    carrier = carrying.Carrier("sms")
    carry(carrier, lambda: Delivery.objects.filter(status="delivered").exists())
    carrier.close()
    taken = centre.taken[0]
    assert (taken["to"], taken["from"], taken["from_ton"]) == ("8613800138000", "Magpie", 5)
    assert (taken["message"], taken["coding"], taken["receipt"]) == ("请今天下午三点前回复华宏公司的交期", 8, 1)
    delivery.refresh_from_db()
    assert (delivery.provider_id, delivery.attempts) == (taken["id"], 1)
    assert list(Attempt.objects.order_by("id").values_list("outcome", "detail")) == [
        ("accepted", ""), ("delivered", "DELIVRD 000"),
    ]  # fmt: skip


def test_a_message_that_never_arrives_fails_in_the_operators_words(centre: Centre) -> None:
    delivery = sms_to(make_user("li", phone="+8613800138000"))
    other = sms_to(make_user("han", phone="+8613800130999"))
    carrier = carrying.Carrier("sms")
    carry(carrier, lambda: Delivery.objects.filter(channel="sms", status__in=("delivered", "failed")).count() == 2)
    carrier.close()
    found = Delivery.objects.in_bulk([delivery.pk, other.pk])
    assert (found[other.pk].status, found[other.pk].error) == ("failed", "UNDELIV 027")
    assert other.notice.deliveries.filter(channel="popup", status="sent", fallback_of=other).count() == 1
    assert len(centre.taken) == 2


def test_a_long_message_is_told_in_parts_and_only_the_last_asks_for_a_receipt(centre: Centre) -> None:
    text = "合同号 2026-118 的货款逾期十天，" * 8
    delivery = sms_to(make_user("li", phone="+8613800138000"), text)
    carrying.send_due(name="sms")
    parts = centre.taken
    assert "".join(p["message"] for p in parts) == " ".join(text.split())
    assert [p["receipt"] for p in parts] == [0] * (len(parts) - 1) + [1]
    assert [p["udh"][-1] for p in parts] == list(range(1, len(parts) + 1))
    delivery.refresh_from_db()
    assert delivery.provider_id == parts[-1]["id"]


def test_wrong_numbers_fail_alone_and_a_busy_centre_is_tried_later(centre: Centre) -> None:
    wrong = sms_to(make_user("wrong", phone="+8613800138404"))
    good = sms_to(make_user("good", phone="+8613800138001"))
    busy = sms_to(make_user("busy", phone="+8613800138503"))
    carrying.send_due(name="sms")
    states = dict(Delivery.objects.filter(channel="sms").values_list("pk", "status"))
    assert (states[wrong.pk], states[good.pk], states[busy.pk]) == ("failed", "sent", "retrying")
    assert Channel.objects.get(name="sms").state == "down"  # throttled: the whole channel is left alone for a moment


def test_a_refused_sign_in_is_an_outage_and_the_line_of_new_settings_works(centre: Centre) -> None:
    set_up(centre, "wrong")
    delivery = sms_to(make_user("li", phone="+8613800138001"))
    carrying.send_due(name="sms")
    assert "Invalid Password" in Channel.objects.get(name="sms").last_error
    set_up(centre)
    Channel.objects.update(next_probe_at=None)
    carrying.send_due(name="sms")
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts, Channel.objects.get(name="sms").state) == ("sent", 1, "ok")


def test_a_dead_centre_is_noticed_while_nothing_waits_and_used_again_when_it_is_back(
    centre: Centre, root: User
) -> None:
    carrier = carrying.Carrier("sms")
    carrier.turn(threading.Event())
    assert Channel.objects.get(name="sms").state == "ok"
    centre.stop()
    carry(carrier, lambda: Channel.objects.get(name="sms").state == "down")
    centre.start()
    Channel.objects.update(next_probe_at=None)
    carry(carrier, lambda: Channel.objects.get(name="sms").state == "ok")
    carrier.close()


def test_a_worker_that_may_not_use_the_line_leaves_the_next_look_to_the_one_that_may(centre: Centre) -> None:
    holder, other = carrying.Carrier("sms"), carrying.Carrier("sms")
    holder.turn(threading.Event())
    channel.mark_down("Connection refused", "sms")
    Channel.objects.update(next_probe_at=None)
    in_thread = threading.Thread(target=_turn_once, args=(other,))
    in_thread.start()
    in_thread.join()
    holder.turn(threading.Event())
    assert Channel.objects.get(name="sms").state == "ok"
    holder.close()


def _turn_once(carrier: carrying.Carrier) -> None:
    """In a thread, that is with a connection of its own."""
    carrier.turn(threading.Event())
    connection.close()


def test_an_answer_that_never_comes_is_uncertain(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smpp, "SECONDS", 0.3)
    delivery = sms_to(make_user("li", phone="+8613800138001"), "silence")
    carrying.send_due(name="sms")
    delivery.refresh_from_db()
    assert (delivery.status, delivery.attempts) == ("retrying", 1)
    assert Attempt.objects.get().outcome == "uncertain"


@pytest.mark.parametrize(
    ("text", "parts", "coding"),
    [("a" * 160, 1, 0), ("a" * 161, 2, 0), ("€" * 80, 1, 0), ("€" * 81, 2, 0), ("好" * 70, 1, 8), ("好" * 71, 2, 8)],
)
def test_texts_are_cut_where_telephones_expect_it(text: str, parts: int, coding: int) -> None:
    ready = gsm.parts_of(text, 7)
    assert (len(ready.parts), ready.data_coding) == (parts, coding)


def test_no_sign_is_cut_in_two() -> None:
    for text in ("a" + "€" * 200, "好" + "🐦" * 100):
        for part in gsm.parts_of(text, 1).parts:
            body = part[6:]
            if text[0] == "a":
                assert not body.endswith(b"\x1b")
            else:
                body.decode("utf-16-be")
