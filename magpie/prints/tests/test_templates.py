"""Records printed by templates."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.utils import translation
from pypdf import PdfReader

from magpie.platform import objects, records, setup
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import User
from magpie.prints import printing
from magpie.prints.models import PrintTemplate
from magpie.prints.printing import Reader

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_setup() -> None:
    setup.forget()


def make(kind: str, /, **values: Any) -> Any:
    return records.create(objects.get(kind).model, values, actor=SYSTEM)  # type: ignore[type-var]


def reader(user: User | None = None, language: str = "en") -> Reader:
    return Reader(Actor.of_user(user) if user else SYSTEM, language)


def text_of(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def make_deal() -> Any:
    account = make(
        "account",
        name="苏州恒力精密机械有限公司",
        phone="0512-66668888",
        billing_address={"street": "星湖街328号", "city": "苏州市", "state": "江苏省", "country": "中国"},
    )
    contact = make("contact", name="赵建国", mobile="13800138000", account=account.pk)
    deal = make("opportunity", name="精密导轨年度框架", account=account.pk, contact=contact.pk)
    lathe = make("product", name="精密导轨 HG-20", price=1250, unit="套", code="HG20")
    for quantity in (3, 10):
        make(
            "opportunity_product",
            opportunity=deal.pk,
            product=lathe.pk,
            quantity=quantity,
            discount=5,
            note="含安装 <b>",
        )
    return deal


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_look(language: str) -> None:
    from pathlib import Path

    made = {"opportunity": make_deal()}
    made["account"] = made["opportunity"].account
    made["lead"] = make(
        "lead", name="李雷", company="上海雷", need="第一行\n第二行", mobile="13800138000", address={"city": "上海"}
    )
    made["meeting"] = make(
        "meeting",
        subject="季度沟通会",
        related_to=f"account:{made['account'].pk}",
        description="一、价格\n二、交期",
        location="三楼",
    )
    made["sample"] = make(
        "sample", name="导轨样品", account=made["account"].pk, tracking_number="SF1234567890", quantity=2
    )
    make("note", body="客户对交期很关注\n需要周五前答复", related_to=f"account:{made['account'].pk}")
    for t in PrintTemplate.objects.all():
        with translation.override(language):
            pdf = printing.pdf_of(t, [made[t.object]], reader(language=language))
        Path(f"/tmp/k/look-{language}-{t.name_en.replace(' ', '')}.pdf").write_bytes(pdf)
        print(t.name_en, text_of(pdf))
