"""The one filter language.

    {"all": [{"field": "status", "is": "new"},
             {"any": [{"field": "amount", "gt": "1000"}, {"field": "owner", "is_empty": true}]}]}

Lists, permissions, gates, workflow conditions and reports all store filters in this form.  `parse` checks one, `to_q`
runs it in the database, `matches` on a single record; the tests hold the two to the same answers.  A missing value
reads as empty: it satisfies `is_not`, `not_in`, `has_none` and `is_empty`, and nothing else.
"""

from magpie.platform.filters import related  # noqa: F401 - declares a kind of condition
from magpie.platform.filters.match import EventView, RecordView, View, matches
from magpie.platform.filters.parse import Caller, Comparison, FilterError, Node, Path, Tree, parse, resolve
from magpie.platform.filters.relations import Relation
from magpie.platform.filters.sql import expression, to_q

__all__ = [
    "Caller", "Comparison", "EventView", "FilterError", "Node", "Path", "RecordView", "Relation", "Tree", "View",
    "expression", "matches", "parse", "resolve", "to_q",
]  # fmt: skip
