"""Records and templates to print."""

from __future__ import annotations

import io
from typing import Any

from pypdf import PdfReader

from magpie.platform import objects, records, setup
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.http.auth import create_token
from magpie.platform.models import Role, User
from magpie.prints.models import PrintTemplate
from magpie.prints.printing import Reader


def make(kind: str, /, **values: Any) -> Any:
    return records.create(objects.get(kind).model, values, actor=SYSTEM)  # type: ignore[type-var]


def make_template(object_name: str, body: str, /, **values: Any) -> PrintTemplate:
    given = {"name_en": "Test", "object": object_name, "mode": "code", "body": body, **values}
    return records.create(PrintTemplate, given, actor=SYSTEM)


def make_deal() -> Any:
    address = {"street": "星湖街328号", "city": "苏州市", "state": "江苏省", "country": "中国"}
    account = make("account", name="苏州恒力精密机械", phone="0512-66668888", billing_address=address)
    deal = make("opportunity", name="导轨年度框架", account=account.pk)
    product = make("product", name="导轨 HG-20", price=1250, unit="套")
    make("opportunity_product", opportunity=deal.pk, product=product.pk, quantity=3, discount=5)
    make("opportunity_product", opportunity=deal.pk, product=product.pk, quantity=10, note="含安装")
    return deal


def make_reader(name: str, grants: dict[str, Any], **values: Any) -> User:
    role = Role.objects.create(name=name, grants=grants)
    setup.forget()
    return User.objects.create(username=name, name=name, language="en", roles=[role.pk], **values)


def reader(user: User | None = None, language: str = "en") -> Reader:
    return Reader(Actor.of_user(user) if user else SYSTEM, language)


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def headers(user: User) -> dict[str, str]:
    return {"Authorization": f"Bearer {create_token(user)}"}
