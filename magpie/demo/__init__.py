"""Owns the demo company: people and records with dates near today, its workflows, and the story that shows them.

Nothing else needs it.  This module is read by the supervisor, which has no Django: keep its imports plain.
"""

PASSWORD = "magpie-demo"  # noqa: S105 - a demo's password is no secret; it is printed at every start

SIGN_INS = (
    ("root", PASSWORD, "administrator 管理员"),
    ("ana", PASSWORD, "marketing 市场部"),
    ("bo", PASSWORD, "field sales, East China 华东销售"),
    ("cy", PASSWORD, "field sales, South China 华南销售"),
    ("jing", PASSWORD, "sales manager, East China 华东销售经理"),
    ("emma", PASSWORD, "sales manager, International 国际销售经理"),
    ("mei", PASSWORD, "support 客服主管"),
    ("feng", PASSWORD, "general manager 总经理"),
)


def load() -> None:
    """Make the demo company; what is there already stays as it is."""
    from magpie.demo.loading import make

    make()
