"""Gates: rules of the company that are checked inside an operation, by whatever way it comes.

All gates on an operation give one answer: if any refuses, it is refused with every reason; otherwise what is asked, and
whether to send it for approval, must be answered before it goes on; remarks pass.  Answers and their reasons are kept
in the record's history.
"""

from magpie.platform.gates import declaring  # noqa: F401 - declares the object
from magpie.platform.gates.checking import Spoken, changed_fields, check, on, remember
from magpie.platform.gates.counting import note_stopped
from magpie.platform.gates.requesting import (
    Request,
    approvers_of,
    count_sent,
    keep_request,
    keeping,
    names_of,
    never_sending,
    sending,
)

__all__ = [
    "Request", "Spoken", "approvers_of", "changed_fields", "check", "count_sent", "keep_request", "keeping", "names_of",
    "never_sending", "note_stopped", "on", "remember", "sending",
]  # fmt: skip
