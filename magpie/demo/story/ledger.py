"""What was told to whom during the story, read from the ledger of deliveries."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from magpie.demo.story.person import Person, StoryError

ARRIVED = {"sent": "handed to the mail server", "delivered": "delivered", "kept": "kept in the outbox"}
POLL_SECONDS = 0.2


class Ledger:
    """The deliveries of one run, each looked at once, stage by stage."""

    def __init__(self, root: Person, run: int) -> None:
        self.root, self.run = root, run
        self._seen: set[int] = set()

    def await_mails(self, wanted: Iterable[tuple[int, str]], seconds: float) -> list[dict[str, Any]]:
        """The new mails to (user, kind), once each of them has one that has arrived; StoryError if not."""
        wanted = list(dict.fromkeys(wanted))
        deadline = time.monotonic() + seconds
        while True:
            fresh = [d for d in self._all() if d["id"] not in self._seen]
            mails: dict[tuple[int, str], dict[str, Any]] = {}
            for delivery in filter(_is_mail, fresh):  # the earliest first: later ones belong to later stages
                mails.setdefault((delivery["recipient"]["id"], delivery["notice"]["kind"]), delivery)
            failed = [d for d in mails.values() if d["status"] == "failed"]
            if failed:
                whom, why = failed[0]["recipient"]["title"], failed[0]["error"]
                raise StoryError(f"The mail to {whom} could not be delivered: {why}")
            missing = [pair for pair in wanted if pair not in mails or mails[pair]["status"] not in ARRIVED]
            if not missing:
                break
            if time.monotonic() > deadline:
                raise StoryError(f"No mail arrived for {self._names(missing)} within {seconds:.0f} seconds.")
            time.sleep(POLL_SECONDS)
        self._seen |= {mails[pair]["id"] for pair in wanted}
        return [mails[pair] for pair in wanted]

    def check_once(self) -> int:
        """Every mail of the run was made once; gives how many there were."""
        mails = [d for d in self._all() if _is_mail(d)]
        pairs = [(d["recipient"]["id"], d["notice"]["title"]) for d in mails]
        twice = [pair for pair in set(pairs) if pairs.count(pair) > 1]
        if twice or len({d["message_id"] for d in mails}) != len(mails):
            raise StoryError(f"A mail was made twice: {twice}")
        return len(mails)

    def _all(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.root.get("/api/notices/ledger", run=self.run, limit=200)["items"]
        return [d for d in reversed(found) if d["recipient"]]

    def _names(self, pairs: Iterable[tuple[int, str]]) -> str:
        return ", ".join(f"{self.root.get(f'/api/users/{user}')['name']} ({kind})" for user, kind in pairs)


def _is_mail(delivery: dict[str, Any]) -> bool:
    return bool(delivery["channel"] == "email")
