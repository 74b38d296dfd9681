"""The designer's blocks, and the template that they make.

Blocks are data: a letterhead, a title, texts with placeholders, fields, lines, signatures, codes. `template_of` writes
the markup that `magpie.prints.markup` reads, so that whoever wants to can go on with it by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from magpie.platform import objects, setup
from magpie.platform.actions import sentence

MOST_BLOCKS = 100
_LIQUID = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.DOTALL)
Path = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){0,3}$", max_length=160)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Text = Annotated[str, Field(max_length=5_000)]
Align = Literal["left", "center", "right"]
Border = Literal["grid", "rows", "none"]


class Block(BaseModel):
    """What every block has: a key by which the designer knows it."""

    model_config = ConfigDict(extra="forbid")
    key: str = Field("", max_length=40)


class LetterheadBlock(Block):
    """The company: logo, name, address, numbers."""

    type: Literal["letterhead"]
    logo: bool = True
    contact: bool = True
    every_page: bool = False


class TitleBlock(Block):
    """A title."""

    type: Literal["title"]
    zh: Text = ""
    en: Text = ""
    align: Align = "center"
    level: Annotated[int, Field(ge=1, le=3)] = 1


class TextBlock(Block):
    """A text with placeholders."""

    type: Literal["text"]
    zh: Text = ""
    en: Text = ""
    align: Align = "left"
    size: Annotated[float, Field(ge=5, le=48)] | None = None
    bold: bool = False


class FieldsBlock(Block):
    """Fields of the record with their labels."""

    type: Literal["fields"]
    fields: Annotated[list[Path], Field(max_length=80)] = []
    columns: Annotated[int, Field(ge=1, le=4)] = 2
    border: Border = "grid"
    hide_empty: bool = False


class LinesBlock(Block):
    """A table of what points to the record: products of an opportunity, contacts of an account."""

    type: Literal["lines"]
    object: Name | Literal[""] = ""
    columns: Annotated[list[Path], Field(max_length=15)] = []
    sums: Annotated[list[Path], Field(max_length=15)] = []
    numbered: bool = True
    words: bool = False
    limit: Annotated[int, Field(ge=1, le=500)] | None = None
    border: Border = "grid"
    hide_empty: bool = False
    zh: Text = ""
    en: Text = ""


class WordsBlock(Block):
    """An amount of the record in words."""

    type: Literal["words"]
    field: Path | Literal[""] = ""


class SignatureBlock(Block):
    """Places to sign, side by side, with the seal over the first."""

    type: Literal["signature"]
    left_zh: Text = ""
    left_en: Text = ""
    right_zh: Text = ""
    right_en: Text = ""
    stamp: bool = True
    date: bool = True


class CodeBlock(Block):
    """A QR code or bar code of a value."""

    type: Literal["code"]
    kind: Literal["qr", "barcode"] = "qr"
    field: Path | Literal[""] = "url"
    align: Align = "left"
    width: Annotated[float, Field(ge=8, le=150)] = 24


class RuleBlock(Block):
    """A line across."""

    type: Literal["rule"]


class SpaceBlock(Block):
    """Nothing, so many millimetres high."""

    type: Literal["space"]
    mm: Annotated[float, Field(ge=1, le=250)] = 8


class PageBreakBlock(Block):
    """The rest goes on a new page."""

    type: Literal["pagebreak"]


class FooterBlock(Block):
    """The foot of every page."""

    type: Literal["footer"]
    zh: Text = ""
    en: Text = ""
    pages: bool = True
    printed: bool = True


AnyBlock = Annotated[
    LetterheadBlock | TitleBlock | TextBlock | FieldsBlock | LinesBlock | WordsBlock | SignatureBlock | CodeBlock
    | RuleBlock | SpaceBlock | PageBreakBlock | FooterBlock,
    Field(discriminator="type"),
]  # fmt: skip
_blocks: TypeAdapter[list[Any]] = TypeAdapter(Annotated[list[AnyBlock], Field(max_length=MOST_BLOCKS)])


def read(data: Any) -> list[Any]:
    """The blocks; ValueError with a sentence that names the block if one is not as it should be."""
    try:
        return _blocks.validate_python(data)
    except ValidationError as error:
        found = error.errors()[0]
        loc = found["loc"]  # the number of the block, its type, what of it
        number = loc[0] + 1 if loc and isinstance(loc[0], int) else 0
        name = ".".join(str(part) for part in loc[2:])
        values = {"number": number, "name": name, "said": sentence(found)}
        if name:
            raise ValueError(_("Block %(number)d, %(name)s: %(said)s") % values) from None
        if number:
            raise ValueError(_("Block %(number)d: %(said)s") % values) from None
        raise ValueError(sentence(found)) from None


def template_of(blocks: list[Any]) -> str:
    """The template that the blocks make."""
    parts = [_WRITERS[block.type](block) for block in blocks]
    return "\n\n".join(part for part in parts if part) + "\n" if parts else ""


def _text(text: str) -> str:
    """A text that somebody typed: placeholders stay, everything else is nothing but text."""
    pieces = [p if at % 2 else escape(p, quote=False) for at, p in enumerate(_LIQUID.split(text.strip("\n")))]
    return "".join(p if at % 2 else p.replace("\n", "<br>\n") for at, p in enumerate(pieces))


def _said(zh: str, en: str) -> str:
    """In the language of the print; what is there in one language only stands in both."""
    if zh.strip() and en.strip() and zh != en:
        return f"{{% if zh %}}{_text(zh)}{{% else %}}{_text(en)}{{% endif %}}"
    return _text(zh if zh.strip() else en)


def _label(path: str, labels: str = "labels") -> str:
    return f"{labels}.{path}" if "." not in path else f"{labels}['{path}']"


def _letterhead(block: LetterheadBlock) -> str:
    contact = (
        "\n<small>{{ company.address }}{% if company.phone != '' %}　{% if zh %}电话：{% else %}Tel. {% endif %}"
        "{{ company.phone }}{% endif %}{% if company.email != '' %}　{{ company.email }}{% endif %}"
        "{% if company.website != '' %}　{{ company.website }}{% endif %}</small>"
    )
    name = "<b><span size='14'>{{ company.name }}</span></b>"
    text = f"<p>{name}</p>\n<p>{contact.strip()}</p>" if block.contact else f"<p>{name}</p>"
    if block.logo:
        text = f'<columns widths="auto 1"><column><logo height="14"></column><column>\n{text}\n</column></columns>'
    text = f"{{% if company.name %}}\n{text}\n<hr>\n{{% endif %}}"
    return f"<header>\n{text}\n</header>" if block.every_page else text


def _title(block: TitleBlock) -> str:
    text = _said(block.zh, block.en)
    return f'<h{block.level} align="{block.align}">{text}</h{block.level}>' if text else ""


def _paragraph(block: TextBlock) -> str:
    text = _said(block.zh, block.en)
    if not text:
        return ""
    size = f' size="{block.size:g}"' if block.size else ""
    return f'<p align="{block.align}"{size}>{f"<b>{text}</b>" if block.bold else text}</p>'


def _fields(block: FieldsBlock) -> str:
    if not block.fields:
        return ""
    hide = ' empty="hide"' if block.hide_empty else ""
    rows = "\n".join(
        f'  <field label="{{{{ {_label(path)} }}}}">{{{{ record.{path} }}}}</field>' for path in block.fields
    )
    return f'<fields columns="{block.columns}" border="{block.border}"{hide}>\n{rows}\n</fields>'


def _lines(block: LinesBlock) -> str:
    if not block.object or not block.columns:
        return ""
    rows, labels = f"rows.{block.object}", f"row_labels.{block.object}"
    types = _types_of(block.object)
    right = {path for path in block.columns if types.get(path) in ("number", "money", "computed") or path in block.sums}

    def row(tag: str, first: str, fill: Callable[[str], str]) -> str:
        made = [f"    <{tag} align='center'>{first}</{tag}>"] if block.numbered else []
        for path in block.columns:
            side = " align='right'" if path in right else ""
            made.append(f"    {{% if {_label(path, labels)} %}}<{tag}{side}>{fill(path)}</{tag}>{{% endif %}}")
        return "  <tr>\n" + "\n".join(made) + "\n  </tr>"

    def total(path: str) -> str:
        if path in block.sums:
            return f"<b>{{{{ {rows} | total: '{path}' }}}}</b>"
        return sum_label if path == block.columns[0] and not block.numbered else ""

    sum_label = "<b>{% if zh %}合计{% else %}Total{% endif %}</b>"
    wide = ["14mm"] if block.numbered else []
    wide += [
        f"{{% if {_label(path, labels)} %}}{_WIDTHS.get(types.get(path, ''), '2')}{{% endif %}}"
        for path in block.columns
    ]
    limit = f" limit: {block.limit}" if block.limit else ""
    parts = [
        f'<table columns="{" ".join(wide)}" border="{block.border}">',
        "  <thead>",
        row("th", "{% if zh %}序号{% else %}No.{% endif %}", lambda path: f"{{{{ {_label(path, labels)} }}}}"),
        "  </thead>",
        f"  {{% for row in {rows}{limit} %}}",
        row("td", "{{ forloop.index }}", lambda path: f"{{{{ row.{path} }}}}"),
        "  {% endfor %}",
        *([row("td", sum_label, total)] if block.sums else []),
        "</table>",
    ]
    if heading := _said(block.zh, block.en):
        parts.insert(0, f"<h3>{heading}</h3>")
    if block.sums and block.words:
        parts.append(_in_words(f"{rows} | total: '{block.sums[-1]}'", _label(block.sums[-1], labels)))
    condition = f"{rows}.size > 0" if block.hide_empty else labels
    return "\n".join([f"{{% if {condition} %}}", *parts, "{% endif %}"])


def _types_of(name: str) -> dict[str, str]:
    object_type = objects.find(name)
    if object_type is None:
        return {}
    fields = object_type.fields().values() if setup.in_use() else object_type.declared_fields()
    return {field.name: "title" if field.name == object_type.title else field.type.name for field in fields}


def _in_words(amount: str, label: str) -> str:
    return (
        f"{{% assign amount = {amount} %}}\n"
        f"{{% if {label} and amount != '' %}}<p>{{% if zh %}}金额大写：{{% else %}}In words: {{% endif %}}"
        "<b>{{ amount | in_words }}</b>{% if zh %}（{{ amount | with_currency }}）{% else %} ({{ amount | with_currency }}){% endif %}</p>{% endif %}"  # noqa: E501
    )


def _words(block: WordsBlock) -> str:
    return _in_words(f"record.{block.field}", _label(block.field)) if block.field else ""


def _signature(block: SignatureBlock) -> str:
    date = (
        "<br><br>\n{% if zh %}日期：________________{% else %}Date: ________________{% endif %}" if block.date else ""
    )
    left = _said(block.left_zh, block.left_en)
    right = _said(block.right_zh, block.right_en)
    place = "<br><br>\n{% if zh %}签字：________________{% else %}Signature: ________________{% endif %}"
    stamp = "\n<stamp height='36' align='center'>" if block.stamp else ""
    sides = [f"<column>\n<p><b>{left}</b>{place}{date}</p>{stamp}\n</column>"] if left else []
    sides += [f"<column>\n<p><b>{right}</b>{place}{date}</p>\n</column>"] if right else []
    if not sides:
        return ""
    inside = "\n".join(sides)
    return f'<keep>\n<space mm="6">\n<columns widths="1 1" gap="12">\n{inside}\n</columns>\n</keep>'


def _code(block: CodeBlock) -> str:
    if not block.field:
        return ""
    return f'<{block.kind} value="{{{{ record.{block.field} }}}}" width="{block.width:g}" align="{block.align}">'


def _footer(block: FooterBlock) -> str:
    left = _said(block.zh, block.en)
    if block.printed:
        printed = "{% if zh %}打印：{% else %}Printed {% endif %}{{ printed.by }} {{ printed.at }}"
        left = f"{left}　{printed}" if left else printed
    right = "{% if zh %}第 <page> 页，共 <pages> 页{% else %}Page <page> of <pages>{% endif %}" if block.pages else ""
    return f'<footer size="8" color="gray">\n<columns widths="1 auto">\n<column>{left}</column>\n<column align="right">{right}</column>\n</columns>\n</footer>'  # noqa: E501


_WIDTHS = {
    "title": "3", "reference": "3", "long_text": "5", "email": "3", "phone": "2.9", "datetime": "2.6", "address": "4",
    "number": "1.6", "money": "1.9", "boolean": "1",
}  # fmt: skip
_WRITERS: dict[str, Any] = {
    "letterhead": _letterhead, "title": _title, "text": _paragraph, "fields": _fields, "lines": _lines,
    "words": _words, "signature": _signature, "code": _code, "footer": _footer,
    "rule": lambda _block: "<hr>", "pagebreak": lambda _block: "<pagebreak>",
    "space": lambda block: f'<space mm="{block.mm:g}">',
}  # fmt: skip
