"""The demo's people: roles, teams with their managers, users and their languages."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import make_password

from magpie.demo import PASSWORD
from magpie.demo.writing import Book
from magpie.notices.delegations import keeping
from magpie.platform import context, records
from magpie.platform.actor import SYSTEM
from magpie.platform.models import Role, Team, User

DOMAIN = "dawn-automation.example"
OWN = {"read": "own", "create": True, "update": "own", "delete": "own"}
READ_ALL = {"read": "all"}
GIVEN = {
    "any": [
        {"field": "owner", "is": "$me"},
        {"field": "created_by", "is": "$me"},
        {"field": "handed_over_by", "is": "$me"},
    ]
}
ACTIVITIES = ("task", "meeting", "call", "note", "email_message")
ANSWERED = {"read": "own", "update": "own"}  # hand-overs of work: those of one's own are answered, none is made by hand
DOCUMENTS = {**OWN, "read": "all"}  # written by some, sent by all
KNOWN = {**OWN, "read": "all", "update": "all"}  # written together by all
TEAM = {"read": "team", "create": True, "update": "team", "delete": "team", "export": True, "import": True}

ROLES: dict[str, tuple[tuple[str, str], dict[str, Any]]] = {
    "marketing": (
        ("市场", "Marketing"),
        {
            "*": OWN,
            "document": DOCUMENTS,
            "lead": {**OWN, "read": GIVEN, "export": True, "import": True},
            "campaign": {**OWN, "read": "all", "update": "all"},
            "account": READ_ALL,
            "contact": READ_ALL,
            "product": READ_ALL,
            "hand_over": {"read": "own"},
            "work_hand_over": ANSWERED,
        },
    ),
    "marketing_manager": (
        ("市场经理", "Marketing manager"),
        {
            "lead": {**TEAM, "update": "own", "delete": "own"},
            "document": {**TEAM, "read": "all"},
            "campaign": {**TEAM, "read": "all"},
            "hand_over": {"read": "team"},
            "work_hand_over": {"read": "team", "update": "team"},
        },
    ),
    "field_sales": (
        ("外勤销售", "Field sales"),
        {
            "*": OWN,
            "document": DOCUMENTS,
            "campaign": READ_ALL,
            "product": READ_ALL,
            "hand_over": {"read": "own"},
            "work_hand_over": ANSWERED,
            "competitor": KNOWN,
            "target": {"read": "own"},
            "forecast_adjustment": {"read": "own"},
        },
    ),
    "sales_manager": (
        ("销售经理", "Sales manager"),
        {
            "*": TEAM,
            "document": {**TEAM, "read": "all"},
            "campaign": READ_ALL,
            "product": READ_ALL,
            "hand_over": {"read": "team"},
            "work_hand_over": {"read": "team", "update": "team"},
            "competitor": KNOWN,
        },
    ),
    "support": (
        ("客服", "Support"),
        {
            "*": OWN,
            "document": DOCUMENTS,
            "lead": {"read": "none"},
            "opportunity": {"read": "none"},
            "campaign": {"read": "none"},
            "hand_over": {"read": "none"},
            "work_hand_over": ANSWERED,
            "account": {**OWN, "read": "all", "update": "all", "delete": "none"},
            "contact": {**OWN, "read": "all", "update": "all", "delete": "none"},
            "product": READ_ALL,
        },
    ),
    "management": (
        ("管理层", "Management"),
        {"*": {**READ_ALL, "export": True}, **{name: {**OWN, "read": "all", "export": True} for name in ACTIVITIES}},
    ),
}

# key: names, the team it lies in, manager, office
TEAMS: dict[str, tuple[tuple[str, str], str, str, str]] = {
    "company": (("晨光自动化", "Dawn Automation"), "", "feng", "上海"),
    "marketing": (("市场部", "Marketing"), "company", "yue", "上海"),
    "sales": (("销售部", "Sales"), "company", "feng", "上海"),
    "east": (("华东销售", "East China"), "sales", "jing", "上海"),
    "south": (("华南销售", "South China"), "sales", "qiang", "深圳"),
    "international": (("国际销售", "International"), "sales", "emma", "London"),
    "support": (("客户服务", "Support"), "company", "mei", "苏州"),
}

# username: name, job title, language, team, roles
USERS: dict[str, tuple[str, str, str, str, tuple[str, ...]]] = {
    "root": ("Root", "Administrator", "en", "company", ()),
    "feng": ("林峰", "总经理", "zh-hans", "company", ("management",)),
    "yue": ("孙悦", "市场经理", "zh-hans", "marketing", ("marketing", "marketing_manager")),
    "ana": ("Ana Moreau", "Marketing specialist", "en", "marketing", ("marketing",)),
    "jing": ("李静", "华东销售经理", "zh-hans", "east", ("sales_manager",)),
    "bo": ("王博", "销售代表", "zh-hans", "east", ("field_sales",)),
    "lin": ("周琳", "销售代表", "zh-hans", "east", ("field_sales",)),
    "qiang": ("黄志强", "华南销售经理", "zh-hans", "south", ("sales_manager",)),
    "cy": ("陈宇", "销售代表", "zh-hans", "south", ("field_sales",)),
    "qian": ("吴倩", "销售代表", "zh-hans", "south", ("field_sales",)),
    "emma": ("Emma Clarke", "Sales manager", "en", "international", ("sales_manager",)),
    "david": ("David Novak", "Field sales", "en", "international", ("field_sales",)),
    "sofia": ("Sofia Rossi", "Field sales", "en", "international", ("field_sales",)),
    "mei": ("刘梅", "客服主管", "zh-hans", "support", ("support",)),
    "kai": ("郑凯", "客服工程师", "zh-hans", "support", ("support",)),
}
ZONES = {"emma": "Europe/London", "david": "Europe/Prague", "sofia": "Europe/Rome"}
AWAY = {"kai": "mei"}  # who is away, and their deputy


def are_there() -> bool:
    """Whether the demo's people have been made before."""
    wanted = {"root", "ana", "bo", "cy"}
    return User.objects.filter(username__in=wanted).count() == len(wanted)


def load(book: Book) -> None:
    """Make roles, teams and users; a user who is there already is kept and only joins."""
    with context.acting(SYSTEM, automation="skip"):
        roles = {
            key: records.create(Role, {"name": names[0], "grants": grants}, actor=SYSTEM).pk
            for key, (names, grants) in ROLES.items()
        }
        book.in_english("role", [(roles[key], names[1]) for key, (names, _grants) in ROLES.items()])
        teams: dict[str, Team] = {}
        for key, ((name, english), parent, _manager, office) in TEAMS.items():
            values = {"name": name, "office": office, "parent": teams[parent].pk if parent else None}
            teams[key] = records.create(Team, values, actor=SYSTEM)
            book.in_english("team", [(teams[key].pk, english)])
        for username in USERS:
            book.users[username] = _user(username, book, roles, teams)
        made = [user.pk for user in book.users.values() if not user.password]
        User.objects.filter(pk__in=made).update(password=make_password(PASSWORD))  # one for all: each costs a second
        for key, (_name, _parent, manager, _office) in TEAMS.items():
            records.update(teams[key], {"manager": book.number(manager)}, actor=SYSTEM)
        for username, deputy in AWAY.items():
            absence = {"starts_at": book.at(-1), "ends_at": book.at(4, 18), "deputy": book.number(deputy)}
            keeping.plan({"user": book.number(username), **absence}, actor=SYSTEM)
    for username, user in book.users.items():
        book.users[username] = User.objects.get(pk=user.pk)


def _user(username: str, book: Book, roles: dict[str, int], teams: dict[str, Team]) -> User:
    found: User | None = User.objects.filter(username=username).first()
    if found is not None:
        return found
    name, job_title, language, team, held = USERS[username]
    values = {
        "username": username,
        "name": name,
        "email": f"{username}@{DOMAIN}",
        "phone": f"+86 21 5000 {1000 + 7 * len(book.users):04d}",
        "job_title": job_title,
        "language": language,
        "time_zone": ZONES.get(username, ""),
        "team": teams[team].pk,
        "roles": [roles[key] for key in held],
        "is_administrator": username == "root",
    }
    return records.create(User, values, actor=SYSTEM)
