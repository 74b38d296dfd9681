"""How one customer hangs together with others, as nodes and lines: the company tree, people, relationships.

Starts from one record and goes two steps out.  Whoever asks sees only what they may read; a line to a record that they
may not read is left out.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from magpie.accounts.models import Account, Contact, Relationship, RelationshipKind
from magpie.platform import access, objects, titles
from magpie.platform.actor import Actor

STEPS = 2
MOST_NODES = 80
Line = tuple[str, str, str, str]  # from, to, label, kind: parent, works_at, reports_to or relationship


def graph(record: Any, actor: Actor) -> dict[str, Any]:
    """The nodes and lines around an account or contact."""
    start = f"{objects.of(record).name}:{record.pk}"
    nodes, lines, frontier = {start}, dict[tuple[str, ...], dict[str, Any]](), {start}
    cut = False
    for step in range(STEPS):
        if not frontier:
            break
        found = _lines_of(frontier, people=step == 0 or start.startswith("contact:"))
        ends = {end for line in found for end in (line["source"], line["target"])} - nodes
        readable = _readable(actor, ends)
        allowed = sorted(ends & readable)[: MOST_NODES - len(nodes)]
        cut = cut or len(allowed) < len(ends & readable)
        nodes |= set(allowed)
        for line in found:
            if line["source"] in nodes and line["target"] in nodes:
                lines[line["kind"], line["source"], line["target"], str(line["id"])] = line
        frontier = set(allowed)
    return {"start": start, "nodes": _described(nodes, actor), "lines": list(lines.values()), "cut": cut}


def _lines_of(ends: set[str], *, people: bool) -> list[dict[str, Any]]:
    accounts, contacts = _numbers(ends, "account"), _numbers(ends, "contact")
    lines = []
    tree = Account.objects.filter(Q(pk__in=accounts) | Q(parent__in=accounts), parent__isnull=False)
    for pk, parent in tree.order_by("pk").values_list("pk", "parent_id"):
        lines.append(_line(f"account:{parent}", f"account:{pk}", pgettext("company tree", "includes"), "parent"))
    chain = Contact.objects.filter(Q(pk__in=contacts) | Q(reports_to__in=contacts), reports_to__isnull=False)
    for pk, above in chain.order_by("pk").values_list("pk", "reports_to_id"):
        lines.append(_line(f"contact:{above}", f"contact:{pk}", _("leads"), "reports_to"))
    workers = Contact.objects.filter(
        Q(pk__in=contacts) | Q(account__in=accounts if people else []), account__isnull=False
    )
    for pk, account in workers.order_by("pk").values_list("pk", "account_id"):
        lines.append(_line(f"account:{account}", f"contact:{pk}", _("employs"), "works_at"))
    known = Relationship.objects.filter(Q(source__in=ends) | Q(target__in=ends)).select_related("kind").order_by("pk")
    for row in known:
        line = _line(row.source, row.target, kind_name(row.kind), "relationship")
        lines.append({**line, "id": row.pk, "note": row.note, "inverse": kind_name(row.kind, inverse=True)})
    return lines


def _line(source: str, target: str, label: str, kind: str) -> dict[str, Any]:
    return {"id": 0, "source": source, "target": target, "label": label, "inverse": "", "kind": kind, "note": ""}


def kind_name(kind: RelationshipKind, *, inverse: bool = False) -> str:
    """What one end is to the other, in the current language."""
    chinese = (translation.get_language() or "").startswith("zh")
    en, zh = (kind.inverse_en, kind.inverse_zh) if inverse else (kind.name_en, kind.name_zh)
    return str((zh if chinese else en) or en or zh)


def _numbers(ends: set[str], name: str) -> list[int]:
    pairs = (titles.split_link(end) for end in ends)
    return [pair[1] for pair in pairs if pair and pair[0] == name]


def _readable(actor: Actor, ends: set[str]) -> set[str]:
    found: set[str] = set()
    for name in ("account", "contact"):
        visible = access.visible(actor, objects.get(name)).filter(pk__in=_numbers(ends, name))
        found |= {f"{name}:{pk}" for pk in visible.values_list("pk", flat=True)}
    return found


def _described(nodes: set[str], actor: Actor) -> list[dict[str, Any]]:
    described = []
    for name, below in (("account", ("level", "type")), ("contact", ("job_title", "role"))):
        object_type = objects.get(name)
        hidden = {n for n, right in access.field_rights(actor, object_type).items() if right == "hidden"}
        for row in object_type.model._default_manager.filter(pk__in=_numbers(nodes, name)).order_by("pk"):
            texts = []
            for part in below:
                field = object_type.field(part)
                if part not in hidden and (value := field.plain(row)):
                    texts.append(field.type.to_text(value, field))
            described.append(
                {
                    "key": f"{name}:{row.pk}",
                    "object": name,
                    "id": row.pk,
                    "title": titles.of(row, actor),
                    "text": " · ".join(texts),
                }
            )
    return described
