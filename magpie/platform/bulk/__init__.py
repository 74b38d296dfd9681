"""Writing many records at once: the same checks as `records`, made for a whole batch.

Good records go through; the others are reported, each with its reason.  The database itself appends the events, one
for each record.
"""

from magpie.platform.bulk.acting import act_many
from magpie.platform.bulk.changing import change_many, look_many, update_many
from magpie.platform.bulk.creating import Creator, create_many
from magpie.platform.bulk.deleting import delete_many
from magpie.platform.bulk.result import Failure, Result

__all__ = [
    "Creator", "Failure", "Result", "act_many", "change_many", "create_many", "delete_many", "look_many", "update_many",
]  # fmt: skip
