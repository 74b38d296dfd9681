"""The markup of print templates: a small part of HTML, with page numbers, columns, pictures and codes.

A template is Liquid that makes this markup; it is read into a tree of plain data, which `sources/record.typ` sets.
What records hold is escaped when it is filled in and is never more than text.  Nothing here reads a file or an address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as part
from html.parser import HTMLParser
from typing import Any

from django.utils.translation import gettext as _

from magpie.platform.problems import Problem
from magpie.prints import codes

Node = dict[str, Any]
MOST_NODES = 40_000
DEEPEST = 14
BREAK = "\u2028"  # a new line within a value; those of the template itself mean nothing
INLINE = frozenset({"b", "strong", "u", "s", "span", "small", "big", "br", "page", "pages"})
EMPTY = frozenset({"br", "hr", "page", "pages", "pagebreak", "space", "logo", "stamp", "qr", "barcode"})
HOLDERS = frozenset({"div", "keep", "column", "li", "td", "th", "header", "footer"})
PARENTS = {
    "tr": ("table", "thead", "tbody"), "td": ("tr",), "th": ("tr",), "thead": ("table",), "tbody": ("table",),
    "column": ("columns",), "field": ("fields",), "li": ("ul", "ol"),
    "header": ("",), "footer": ("",), "pagebreak": ("",),
}  # fmt: skip
_STYLE = frozenset({"align", "size", "color"})
ATTRIBUTES: dict[str, frozenset[str]] = {
    **dict.fromkeys(("p", "h1", "h2", "h3", "column", "header", "footer"), _STYLE),
    **{name: frozenset({"size", "color"}) for name in ("b", "strong", "span")},
    **{name: frozenset() for name in ("u", "s", "small", "big", "br", "page", "pages", "hr", "pagebreak", "keep")},
    **{name: frozenset() for name in ("ul", "ol", "li", "thead", "tbody")},
    "div": _STYLE | {"fill", "border"}, "center": frozenset({"size", "color"}),
    "table": frozenset({"columns", "border", "size", "color"}), "tr": frozenset({"fill"}),
    "td": _STYLE | {"fill", "colspan", "rowspan"}, "th": _STYLE | {"fill", "colspan", "rowspan"},
    "fields": frozenset({"columns", "border", "empty", "size"}), "field": frozenset({"label"}),
    "columns": frozenset({"widths", "gap"}), "space": frozenset({"mm"}),
    "logo": frozenset({"height", "align"}), "stamp": frozenset({"height", "align"}),
    "qr": frozenset({"value", "width", "align"}), "barcode": frozenset({"value", "width", "align"}),
}  # fmt: skip
COLORS = {
    "black": "#000000", "white": "#ffffff", "gray": "#808080", "grey": "#808080", "lightgray": "#eeeeee",
    "red": "#cf1322", "blue": "#0958d9", "green": "#389e0d", "orange": "#d46b08",
}  # fmt: skip
_LIQUID = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_RAW = re.compile(r"\{%-?\s*(comment|raw)\b.*?\{%-?\s*end\1\s*-?%\}", re.DOTALL)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_GAP = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef])[ \t]*\r?\n\s*(?=[\u2e80-\u9fff\uff00-\uffef])")


class TooLarge(Problem):
    """A print that grew beyond its limits."""


@dataclass(frozen=True)
class Slip:
    """What is wrong with a template, and in which line (from 1; 0: none in particular)."""

    line: int
    text: str


@dataclass
class Document:
    """What is printed of one record."""

    body: list[Any] = part(default_factory=list)
    header: list[Any] = part(default_factory=list)
    footer: list[Any] = part(default_factory=list)


def check(template: str) -> list[Slip]:
    """The slips in the markup of a template, in the order of its lines; Liquid is not looked at."""

    def blanked(found: re.Match[str]) -> str:
        return re.sub(r"[^\n]", "x" if found.group().startswith("{{") else " ", found.group())

    plain = _LIQUID.sub(blanked, _RAW.sub(blanked, template))
    reader = _Checker()
    reader.feed(plain)
    reader.close()
    reader.end()
    return sorted(reader.slips, key=lambda slip: slip.line)


def read(text: str, pictures: dict[str, str]) -> Document:
    """The tree of a filled template; `pictures` are the files of logo and stamp by name.  TooLarge beyond limits."""
    reader = _Reader()
    reader.feed(_GAP.sub("", text))
    reader.close()
    made = _Maker(pictures)
    document = Document()
    for child in reader.root.children:
        if isinstance(child, _Element) and child.tag in ("header", "footer"):
            setattr(document, child.tag, [*getattr(document, child.tag), made.wrapped(child)])
    rest = [c for c in reader.root.children if not (isinstance(c, _Element) and c.tag in ("header", "footer"))]
    document.body = made.blocks(rest)
    return document


class _Checker(HTMLParser):
    """Looks at tags only, with their lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, int]] = []
        self.slips: list[Slip] = []

    def _slip(self, text: str, line: int = 0) -> None:
        self.slips.append(Slip(line or self.getpos()[0], text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ATTRIBUTES:
            self._slip(_("There is no tag <%(tag)s>.") % {"tag": tag[:30]})
            return
        for name, _value in attrs:
            if name not in ATTRIBUTES[tag] and set(name) != {"x"}:  # placeholders are x by now
                self._slip(_("<%(tag)s> takes no “%(name)s”.") % {"tag": tag, "name": name[:30]})
        parent = self.open[-1][0] if self.open else ""
        if tag in PARENTS and parent not in PARENTS[tag]:
            inside = " / ".join(f"<{name}>" if name else _("the page itself") for name in PARENTS[tag])
            self._slip(_("<%(tag)s> stands directly in %(parents)s only.") % {"tag": tag, "parents": inside})
        if tag not in EMPTY:
            self.open.append((tag, self.getpos()[0]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in ATTRIBUTES and tag not in EMPTY:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in ATTRIBUTES or tag in EMPTY:
            return
        if tag not in [name for name, _line in self.open]:
            self._slip(_("</%(tag)s> closes nothing.") % {"tag": tag})
            return
        while self.open:
            name, line = self.open.pop()
            if name == tag:
                return
            self._slip(_("<%(tag)s> is not closed.") % {"tag": name}, line)

    def end(self) -> None:
        for name, line in self.open:
            self._slip(_("<%(tag)s> is not closed.") % {"tag": name}, line)


@dataclass
class _Element:
    tag: str
    attributes: dict[str, str] = part(default_factory=dict)
    children: list[Any] = part(default_factory=list)


class _Reader(HTMLParser):
    """Reads what a template made; lenient, as the template itself was checked."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Element("")
        self.open = [self.root]
        self.count = 0

    def _add(self, node: Any) -> None:
        self.count += 1
        if self.count > MOST_NODES:
            raise TooLarge(_("This would be too long to print. Leave rows out, or print fewer records."))
        self.open[-1].children.append(node)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ATTRIBUTES:
            return
        element = _Element(tag, {n: v or "" for n, v in attrs if n in ATTRIBUTES[tag]})
        self._add(element)
        if tag not in EMPTY:
            if len(self.open) > DEEPEST:
                raise TooLarge(_("The template has too many tags inside one another."))
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in ATTRIBUTES and tag not in EMPTY:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        for at in range(len(self.open) - 1, 0, -1):
            if self.open[at].tag == tag:
                del self.open[at:]
                return

    def handle_data(self, data: str) -> None:
        self._add(_SPACES.sub(" ", data))


class _Maker:
    """Makes plain nodes of elements."""

    def __init__(self, pictures: dict[str, str]) -> None:
        self.pictures = pictures

    def blocks(self, children: list[Any]) -> list[Any]:
        """Block after block; texts that stand bare among them become paragraphs."""
        made: list[Any] = []
        bare: list[Any] = []
        for child in [*children, None]:
            if child is not None and (isinstance(child, str) or child.tag in INLINE):
                bare.append(child)
                continue
            if text := self.inlines(bare):
                made.append({"t": "p", "c": text})
            bare = []
            if child is not None and (node := self.block(child)) is not None:
                made.append(node)
        return made

    def inside(self, element: _Element) -> list[Any]:
        """What a cell or another holder has: plain text stays without a paragraph around it."""
        children = element.children
        if all(isinstance(c, str) or c.tag in INLINE for c in children):
            return self.inlines(children)
        return self.blocks(children)

    def wrapped(self, element: _Element) -> Node:
        return {"t": "column", **_style(element), "c": self.inside(element)}

    def inlines(self, children: list[Any]) -> list[Any]:
        made: list[Any] = []
        for child in children:
            if isinstance(child, str):
                for at, line in enumerate(child.split(BREAK)):
                    made += [{"t": "br"}] if at else []
                    begins = not made or made[-1] == {"t": "br"}
                    made += [text] if (text := line.lstrip(" ") if begins else line) else []
            elif child.tag in ("br", "page", "pages"):
                made.append({"t": child.tag})
            elif child.tag in INLINE:
                tag = "b" if child.tag == "strong" else child.tag
                made.append({"t": tag, **_style(child), "c": self.inlines(child.children)})
            elif (node := self.block(child)) is not None:  # a picture or a code within a line
                made.append(node)
        if made and isinstance(made[0], str):
            made[0] = made[0].lstrip(" ")
        if made and isinstance(made[-1], str):
            made[-1] = made[-1].rstrip(" ")
        return [node for node in made if node != ""]

    def block(self, element: _Element) -> Node | None:
        tag, given = element.tag, element.attributes
        style = _style(element)
        if tag in ("p", "h1", "h2", "h3"):
            return {"t": tag, **style, "c": self.inlines(element.children)}
        if tag in ("div", "center", "header", "footer"):
            more = {"border": "grid"} if given.get("border") in ("grid", "1") else {}
            more |= {"align": "center"} if tag == "center" else {}
            return {"t": "div", **style, **more, "c": self.inside(element)}
        if tag == "keep":
            return {"t": "keep", "c": self.blocks(element.children)}
        if tag in ("hr", "pagebreak"):
            return {"t": tag}
        if tag == "space":
            return {"t": "space", "mm": _number(given.get("mm"), 5, 0, 300)}
        if tag == "columns":
            return self.columns(element)
        if tag in ("ul", "ol"):
            items = [c for c in element.children if isinstance(c, _Element) and c.tag == "li"]
            return {"t": tag, "c": [{"t": "li", "c": self.inside(item)} for item in items]} if items else None
        if tag == "table":
            return self.table(element)
        if tag == "fields":
            return self.fields(element)
        if tag in ("logo", "stamp"):
            if tag not in self.pictures:
                return None
            height = _number(given.get("height"), 14 if tag == "logo" else 36, 3, 120)
            kind = "picture" if tag == "logo" else "stamp"
            return {"t": kind, "file": self.pictures[tag], "mm": height, **style}
        if tag in ("qr", "barcode"):
            value = given.get("value", "").replace(BREAK, "\n").strip()
            svg = (codes.qr if tag == "qr" else codes.barcode)(value) if value else ""
            width = _number(given.get("width"), 24 if tag == "qr" else 50, 8, 150)
            return {"t": "code", "svg": svg, "mm": width, **style} if svg else None
        return None

    def columns(self, element: _Element) -> Node | None:
        found = [c for c in element.children if isinstance(c, _Element) and c.tag == "column"]
        if not found:
            return None
        widths = _tracks(element.attributes.get("widths", ""), len(found), {"fr": 1})
        gap = _number(element.attributes.get("gap"), 6, 0, 100)
        cells = [{"t": "column", **_style(c), "c": self.inside(c)} for c in found]
        return {"t": "columns", "widths": widths, "gap": gap, "c": cells}

    def table(self, element: _Element) -> Node | None:
        head, rows = [], []
        for child in element.children:
            if isinstance(child, _Element) and child.tag == "thead":
                head += [r for r in child.children if isinstance(r, _Element) and r.tag == "tr"]
            elif isinstance(child, _Element) and child.tag == "tbody":
                rows += [r for r in child.children if isinstance(r, _Element) and r.tag == "tr"]
            elif isinstance(child, _Element) and child.tag == "tr":
                rows.append(child)
        cells = [self.row(row) for row in (*head, *rows)]
        count = max((sum(c["colspan"] for c in row) for row in cells), default=0)
        if not count:
            return None
        for row in cells:  # a short row is filled up, or all after it would slip
            short = count - sum(c["colspan"] for c in row)
            if short > 0 and not any(c["rowspan"] > 1 for line in cells for c in line):
                row += [{"c": [], "head": False, "colspan": 1, "rowspan": 1} for _each in range(short)]
        border = element.attributes.get("border", "grid")
        return {
            "t": "table", **_style(element), "border": border if border in ("none", "rows", "grid") else "grid",
            "widths": _tracks(element.attributes.get("columns", ""), count, {"fr": 1}),
            "head": [cell for row in cells[: len(head)] for cell in row],
            "c": [cell for row in cells[len(head) :] for cell in row],
        }  # fmt: skip

    def fields(self, element: _Element) -> Node | None:
        """Labels and values beside each other; what has no label may not be seen, and is left out."""
        given = element.attributes
        pairs = []
        for child in element.children:
            if not isinstance(child, _Element) or child.tag != "field":
                continue
            label, value = child.attributes.get("label", "").strip(), self.inside(child)
            if label and (value or given.get("empty") != "hide"):
                pairs.append((label, value))
        if not pairs:
            return None
        across = int(_number(given.get("columns"), 2, 1, 4))
        border = given.get("border", "grid")
        fill = {"fill": "#f7f8fa"} if border == "grid" else {}
        cells: list[Node] = []
        for label, value in pairs:
            head = {"c": [label], "head": False, "colspan": 1, "rowspan": 1, "color": "#595959", **fill}
            cells += [head, {"c": value, "head": False, "colspan": 1, "rowspan": 1}]
        if left := -len(pairs) % across:
            cells[-1]["colspan"] = 1 + 2 * left  # the last value takes what is left of its row
        return {
            "t": "table", **_style(element), "border": border if border in ("none", "rows", "grid") else "grid",
            "widths": [{"fr": 1}, {"fr": 2.6 if across == 1 else 2}] * across, "head": [], "c": cells,
        }  # fmt: skip

    def row(self, row: _Element) -> list[Node]:
        cells = []
        for cell in row.children:
            if not isinstance(cell, _Element) or cell.tag not in ("td", "th"):
                continue
            fill = _color(cell.attributes.get("fill") or row.attributes.get("fill"))
            if cell.tag == "th" and not fill:
                fill = "#f2f3f5"
            cells.append(
                {
                    **_style(cell), **({"fill": fill} if fill else {}), "c": self.inside(cell),
                    "head": cell.tag == "th",
                    "colspan": int(_number(cell.attributes.get("colspan"), 1, 1, 50)),
                    "rowspan": int(_number(cell.attributes.get("rowspan"), 1, 1, 500)),
                }
            )  # fmt: skip
        return cells


def _style(element: _Element) -> Node:
    given = element.attributes
    found: Node = {}
    if given.get("align") in ("left", "center", "right"):
        found["align"] = given["align"]
    if "size" in given:
        found["size"] = _number(given["size"], 10, 4, 96)
    for name in ("color", "fill"):
        if color := _color(given.get(name)):
            found[name] = color
    return found


def _color(text: str | None) -> str:
    name = (text or "").strip().lower()
    return name if re.fullmatch(r"#([0-9a-f]{3}|[0-9a-f]{6})", name) else COLORS.get(name, "")


def _number(text: str | None, otherwise: float, least: float, most: float) -> float:
    found = re.match(r"\s*(\d{1,5}(?:\.\d{1,3})?)", text or "")
    return min(max(float(found.group(1)), least), most) if found else otherwise


def _tracks(text: str, count: int, otherwise: dict[str, float]) -> list[dict[str, float]]:
    """Widths as written, “2 30mm auto”: shares of what is left, millimetres, or as wide as needed."""
    tracks: list[dict[str, float]] = []
    for word in text.replace(",", " ").split()[:count]:
        if word == "auto":
            tracks.append({})
        elif word.endswith("mm"):
            tracks.append({"mm": _number(word, 20, 1, 400)})
        else:
            tracks.append({"fr": _number(word, 1, 0.1, 100)})
    return tracks + [otherwise] * (count - len(tracks))
