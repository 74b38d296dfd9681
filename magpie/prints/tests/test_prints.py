"""Lists on paper: labels, envelopes, address and telephone lists."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

from magpie.platform import objects, records
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.http.auth import create_token
from magpie.platform.models import Role, User
from magpie.prints.letters import Letter, lines, one_line
from magpie.prints.papers import SHEETS

CHINESE = {"street": "星湖街328号", "city": "苏州市", "state": "江苏省", "postal_code": "215000", "country": "中国"}
GERMAN = {"street": "Hauptstr. 5", "city": "München", "postal_code": "80331", "country": "Germany"}


def test_a_chinese_address_goes_from_the_large_to_the_small_and_a_western_one_the_other_way() -> None:
    zhao, keller = Letter("赵建国", "恒力", CHINESE, ()), Letter("Jonas Keller", "Keller GmbH", GERMAN, ())
    assert lines(zhao, "auto") == ["215000", "江苏省苏州市星湖街328号", "恒力", "赵建国 收"]
    assert lines(keller, "auto") == ["Jonas Keller", "Keller GmbH", "Hauptstr. 5", "80331 München", "GERMANY"]
    assert one_line(zhao, "auto") == "江苏省苏州市星湖街328号 215000"
    assert one_line(keller, "auto") == "Hauptstr. 5, 80331 München, Germany"
    assert lines(Letter("李雷", "", {**CHINESE, "state": "上海", "city": "上海市"}, ()), "western")[0] == "李雷"


def test_every_sheet_of_labels_fits_its_paper() -> None:
    assert {name: (s.columns * s.rows, s.is_sound) for name, s in SHEETS.items()} == {
        "l7160": (21, True), "l7163": (14, True), "5160": (30, True), "a4_3x8": (24, True),
    }  # fmt: skip


def make(kind: str, owner: User, /, **values: Any) -> Any:
    model: Any = objects.get(kind).model
    return records.create(model, {"name": "Li Lei", **values, "owner": owner.pk}, actor=SYSTEM)


def printed(client: Any, user: User, path: str, **query: Any) -> list[str]:
    """The text of each page."""
    answer = client.get(f"/api/{path}/print", query, headers=headers(user))
    assert (answer.status_code, answer.get("Content-Type")) == (200, "application/pdf"), answer.content
    return [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]


def headers(user: User) -> dict[str, str]:
    return {"Authorization": f"Bearer {create_token(user)}", "Accept-Language": "en"}


@pytest.fixture
def ana(db: None) -> User:
    grants = {"*": {"read": "own", "create": True, "update": "own", "export": True}}
    role = Role.objects.create(name="Prints", grants=grants)
    return User.objects.create(username="ana-prints", name="Ana", language="en", roles=[role.pk])


def test_labels_envelopes_and_lists_carry_the_recipients(client: Any, ana: User) -> None:
    company = make("account", ana, name="恒力精密", billing_address=CHINESE)
    make("contact", ana, name="赵建国", account=company.pk, mobile="13800138000")
    make("contact", ana, name="Jonas #evil[x] $y$", address=GERMAN)
    (labels,) = printed(client, ana, "contacts", kind="labels", paper="l7160")
    for text in ("215000", "江苏省苏州市星湖街328号", "恒力精密", "赵建国 收", "Jonas #evil[x] $y$", "80331 München"):
        assert text in labels
    assert len(printed(client, ana, "contacts", kind="labels", paper="l7160", skip=20)) == 2
    western, chinese = printed(client, ana, "contacts", kind="envelopes", paper="zl", sender="Magpie\nShanghai")
    assert "Shanghai" in western
    assert "Hauptstr. 5" in western
    assert "星湖街328号" in chinese
    (phones,) = printed(client, ana, "contacts", kind="phones")
    assert "+8613800138000" in phones
    assert "Hauptstr." not in phones
    (addresses,) = printed(client, ana, "contacts", kind="addresses", filter='{"field": "name", "contains": "Jonas"}')
    assert "Hauptstr. 5, 80331 München, Germany" in addresses
    assert "赵建国" not in addresses


def test_only_what_one_may_export_is_printed(client: Any, ana: User) -> None:
    other = User.objects.create(username="bo-prints", name="Bo", language="en", roles=ana.roles)
    hidden = make("account", other, name="Hidden Ltd", billing_address=GERMAN)
    make("contact", ana, name="Mine", account=hidden.pk)
    (labels,) = printed(client, ana, "contacts", kind="labels")
    assert "Mine" in labels
    assert "Hidden" not in labels
    assert "Hauptstr." not in labels
    Role.objects.filter(pk=ana.roles[0]).update(grants={"*": {"read": "own"}})
    from magpie.platform import setup

    setup.forget()
    assert client.get("/api/contacts/print", headers=headers(ana)).status_code == 403
    assert Actor.of_user(ana).is_trusted is False


def test_what_cannot_be_printed_is_said(client: Any, ana: User) -> None:
    nothing = client.get("/api/contacts/print", headers=headers(ana))
    assert (nothing.status_code, nothing.json()["fields"]) == (422, {"filter": ["There is nothing to print."]})
    make("contact", ana)
    wide = client.get("/api/contacts/print?kind=labels&paper=custom&columns=9", headers=headers(ana))
    assert wide.json()["fields"] == {"paper": ["These labels do not fit on the sheet."]}
    assert client.get("/api/teams/print", headers=headers(ana)).status_code == 404
