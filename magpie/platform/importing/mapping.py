"""Which column of a table goes into which field, guessed by labels in both languages and other systems' names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as part
from typing import Any

from django.utils import translation

from magpie.platform.fields.compound import ADDRESS_PARTS, part_labels
from magpie.platform.objects import ObjectType

# What a column may be called elsewhere → the fields it may mean, the first that the object has.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "account": ("account", "company", "name"), "accountname": ("account", "company", "name"),
    "customer": ("account", "name"), "company": ("company", "account", "name"),
    "companyname": ("company", "account", "name"), "organization": ("company", "name"),
    "公司": ("company", "account", "name"), "公司名称": ("company", "account", "name"),
    "单位": ("company", "account", "name"), "客户名称": ("account", "company", "name"), "客户": ("account", "name"),
    "fullname": ("name",), "contactname": ("name",), "姓名": ("name",), "联系人": ("contact", "name"),
    "product": ("product", "name"), "productname": ("product", "name"), "产品": ("product", "name"),
    "dealname": ("name",), "title": ("job_title", "name"), "jobtitle": ("job_title",), "position": ("job_title",),
    "职务": ("job_title",), "职位": ("job_title",), "salesagent": ("owner",), "salesrep": ("owner",),
    "salesperson": ("owner",), "assignedto": ("owner",), "leadowner": ("owner",), "负责人": ("owner",),
    "销售": ("owner",), "dealstage": ("stage",), "stagename": ("stage",), "leadstatus": ("status",),
    "closevalue": ("amount",), "dealvalue": ("amount",), "value": ("amount",), "金额": ("amount",),
    "engagedate": ("engaged_on",), "closedate": ("close_date",), "closingdate": ("close_date",),
    "成交日期": ("close_date",), "opportunityid": ("external_id",), "leadid": ("external_id",),
    "accountid": ("external_id",), "contactid": ("external_id",), "customerid": ("external_id",),
    "id": ("external_id",), "编号": ("external_id",), "sector": ("industry",), "行业": ("industry",),
    "numberofemployees": ("employees",), "noofemployees": ("employees",), "人数": ("employees",),
    "revenue": ("annual_revenue",), "turnover": ("annual_revenue",), "营业额": ("annual_revenue",),
    "officelocation": ("country", "billing_address.country"),
    "country": ("country", "billing_address.country", "address.country"),
    "国家": ("country", "billing_address.country", "address.country"),
    "city": ("city", "billing_address.city", "address.city"),
    "城市": ("city", "billing_address.city", "address.city"),
    "state": ("state", "billing_address.state", "address.state"),
    "province": ("state", "billing_address.state", "address.state"), "省份": ("state", "billing_address.state"),
    "street": ("billing_address.street", "address.street"), "地址": ("address", "billing_address"),
    "address": ("address", "billing_address"), "postalcode": ("billing_address.postal_code", "address.postal_code"),
    "zip": ("billing_address.postal_code", "address.postal_code"),
    "邮编": ("billing_address.postal_code", "address.postal_code"), "subsidiaryof": ("parent",),
    "parentaccount": ("parent",), "parentcompany": ("parent",), "上级客户": ("parent",),
    "series": ("series", "category"), "salesprice": ("price",), "listprice": ("price",), "unitprice": ("price",),
    "单价": ("price",), "mail": ("email",), "emailaddress": ("email",), "邮箱": ("email",), "电子邮件": ("email",),
    "phonenumber": ("phone", "mobile"), "telephone": ("phone",), "tel": ("phone",), "电话": ("phone", "mobile"),
    "mobilephone": ("mobile", "phone"), "cell": ("mobile", "phone"), "手机": ("mobile", "phone"),
    "手机号": ("mobile", "phone"), "web": ("website",), "url": ("website",), "网址": ("website",),
    "网站": ("website",), "leadsource": ("source",), "来源": ("source",), "notes": ("description",),
    "comment": ("description",), "comments": ("description",), "remarks": ("description",), "备注": ("description",),
    "user": ("username", "owner"), "login": ("username",), "manager": ("manager",),
    "yearestablished": ("year_established",), "founded": ("year_established",), "taxid": ("tax_number",),
    "vat": ("tax_number",), "税号": ("tax_number",), "created": ("created_at",), "createddate": ("created_at",),
    "创建时间": ("created_at",),
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """Where the value of one field comes from: a column, a text with {columns} in it, or a constant.

    `field` may be a part of an address (`billing_address.city`).  `convert` is a name in `converting.CONVERSIONS`.
    `values` says what the values of the file are called here.  The absence of an `expected` value is remarked in the
    report.  `within` narrows down the records referred to: a stage {"pipeline": "Standard"}.
    """

    field: str
    column: str = ""
    template: str = ""
    constant: Any = None
    convert: str = ""
    expected: bool = False
    values: Mapping[str, str] = part(default_factory=dict)
    within: Mapping[str, str] = part(default_factory=dict)


def normal(text: str) -> str:
    """A name without case, blanks and punctuation."""
    return re.sub(r"[\W_]+", "", text.casefold())


def guess(object_type: ObjectType, columns: Iterable[str], closed: Iterable[str] = ()) -> dict[str, str | None]:
    """For each column the field it most likely means, or None; no field twice, and no `closed` one."""
    closed = set(closed)
    open_names = {n: f for n, f in object_type.fields().items() if n not in closed}
    names: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            names |= {normal(str(field.label)): name for name, field in reversed(open_names.items())}
            for name, field in open_names.items():
                if field.type.name == "address":
                    parts = part_labels().items()
                    names |= {normal(f"{field.label}{label}"): f"{name}.{key}" for key, label in parts}
    names |= {normal(name): name for name in open_names}
    guessed: dict[str, str | None] = {}
    taken: set[str] = set()
    for column in columns:
        word = normal(column)
        candidates = [names[word]] if word in names else []
        candidates += SYNONYMS.get(word, ())
        found = next((c for c in candidates if c not in taken and c.partition(".")[0] in open_names), None)
        guessed[column] = found
        if found:
            taken.add(found)
    return guessed


def match_fields(object_type: ObjectType, mapped: Iterable[str]) -> list[str]:
    """The fields by which existing records are best found again, among those mapped."""
    mapped = set(mapped)
    wanted = ["external_id", "username", *object_type.duplicates_on, "email", object_type.title]
    first = next((n for n in wanted if n in mapped and n in object_type.fields()), None)
    return [first] if first else []


def sources_of(mapping: Mapping[str, str | None]) -> list[Source]:
    """The sources that a plain mapping of columns means."""
    return [Source(field, column) for column, field in mapping.items() if field]


def is_part(field: str) -> bool:
    """Whether this names a part of an address."""
    return field.partition(".")[2] in ADDRESS_PARTS
