"""Which column of a table goes into which field, guessed by labels in both languages and other systems' names."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as part
from typing import Any

from django.utils import translation

from magpie.platform import objects
from magpie.platform.fields import Field
from magpie.platform.fields.compound import ADDRESS_PARTS, part_labels
from magpie.platform.names import words
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

    `field` may be a part of an address (`billing_address.city`), or a field of the record that a reference points to
    (`account.phone`), which may itself be a part of an address.  `convert` is a name in `converting.CONVERSIONS`.
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


def guess(
    object_type: ObjectType, columns: Iterable[str], closed: Iterable[str] = (), makes: Iterable[str] = ()
) -> dict[str, str | None]:
    """For each column the field it most likely means, or None; no field twice, and no `closed` one.

    `makes` names references whose records may be described in columns of their own ("Account phone").
    """
    names = _Names(object_type, closed)
    related = {name: _Names(objects.get(names.open[name].target), ()) for name in makes if name in names.open}
    prefixes = {name: _prefixes(names.open[name]) for name in related}
    guessed: dict[str, str | None] = {}
    taken: set[str] = set()
    for column in columns:
        word = normal(column)
        path = column.strip().casefold()
        head, dot, rest = path.partition(".")
        if dot and head in related and rest in related[head].open and path not in taken:
            found: str | None = path
        else:
            found = names.best(word, taken) or _best_related(word, related, prefixes, taken)
        guessed[column] = found
        if found:
            taken.add(found)
    return _without_nameless(guessed, related)


class _Names:
    """What the fields of an object may be called."""

    def __init__(self, object_type: ObjectType, closed: Iterable[str]) -> None:
        closed, self.title = set(closed), object_type.title
        self.open = {n: f for n, f in object_type.fields().items() if n not in closed}
        self._names: dict[str, str] = {}
        older: dict[str, str] = {}  # as delivered: a file may be older than a company's own names
        for language in ("zh-hans", "en"):
            with translation.override(language):
                called = {normal(str(field.label)): name for name, field in reversed(self.open.items())}
                self._names |= called
                older |= {normal(str(words.delivered(f.label))): name for name, f in reversed(self.open.items())}
                for name, field in self.open.items():
                    if field.type.name == "address":
                        parts = part_labels().items()
                        self._names |= {normal(f"{field.label}{label}"): f"{name}.{key}" for key, label in parts}
        self._names = older | self._names | {normal(name): name for name in self.open}

    def best(self, word: str, taken: Container[str], prefix: str = "") -> str | None:
        candidates = [self._names[word]] if word in self._names else []
        candidates += SYNONYMS.get(word, ())
        for candidate in candidates:
            if prefix + candidate not in taken and candidate.partition(".")[0] in self.open:
                return prefix + candidate
        return None


def _prefixes(field: Field) -> list[str]:
    """What a reference is called at the beginning of a column's name, the longest first."""
    found = {field.name, *(word for word, meant in SYNONYMS.items() if field.name in meant)}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            found.add(normal(str(field.label)))
    return sorted(found, key=len, reverse=True)


def _best_related(
    word: str, related: Mapping[str, _Names], prefixes: Mapping[str, list[str]], taken: Container[str]
) -> str | None:
    for name, names in related.items():
        for prefix in prefixes[name]:
            if word.startswith(prefix) and (found := names.best(word[len(prefix) :], taken, f"{name}.")):
                return found
    return None


def _without_nameless(guessed: Mapping[str, str | None], related: Mapping[str, _Names]) -> dict[str, str | None]:
    """Leave out what would describe a record that nothing names."""
    fields = {field for field in guessed.values() if field}
    nameless = [
        f"{name}."
        for name, names in related.items()
        if name not in fields and not fields & {f"{name}.external_id", f"{name}.{names.title}"}
    ]
    return {c: None if f and f.startswith(tuple(nameless)) else f for c, f in guessed.items()}


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
