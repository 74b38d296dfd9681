"""The steps of the story: each is looked for in the system's own records, and said with the place where it stands."""

from __future__ import annotations

import contextlib
import datetime
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from magpie.demo import PASSWORD
from magpie.demo.story.ledger import ARRIVED, Ledger
from magpie.demo.story.person import Person, StoryError
from magpie.demo.workflows import WORKFLOWS
from magpie.demo.workflows.hurrying import SECONDS_A_DAY, hurried

T = TypeVar("T")
AT_ONCE_SECONDS = 2.0  # within which a lead is with its rep, and both are told
PATIENCE_SECONDS = 20.0
WORKFLOW = WORKFLOWS["lead_hand_over"][1]
CUSTOMER = {
    "name": "张晓明",
    "company": "苏州新星轴承有限公司",
    "job_title": "生产副总",
    "source": "exhibition",
    "country": "中国",
    "state": "江苏",
    "city": "苏州",
}
ANSWERS = {
    "budget": "320000.00",
    "authority": "decides",
    "purchase_timeframe": "1_3_months",
    "need": "两条码垛线改用机器人，年底前投产。",
}


class Story:
    """Plays the story against the Magpie at `address`, telling it with `say`.

    `mark` is called with True before the hurried workflow is put in force and with False when the usual one is back.
    """

    def __init__(self, address: str, say: Callable[[str], None], mark: Callable[[bool], None]) -> None:
        self.address, self.say, self.mark = address, say, mark

    def play(self, *, fast: bool) -> None:
        """From the first to the last step; StoryError names the first that did not happen."""
        self.say(f"The story of a lead, at {self.address}")
        self.root, self.ana = self._sign_in("root"), self._sign_in("ana")
        self._create()
        with self._in_a_hurry() if fast else contextlib.nullcontext():
            self._fill_in()
            self._find_run()
        self._see_hand_over()
        self._see_offer_and_timer()
        self._see_first_mails()
        if not fast:
            self._tell_what_will_come()
            return
        self._see_reminders()
        self._see_next_rep()
        self._see_acceptance()
        self._see_what_became_of_it()

    # ---- Ana and her lead

    def _create(self) -> None:
        number = int(time.time()) % 10_000  # a customer whom nobody entered before
        ways = {"mobile": f"+86 1300001{number:04d}", "email": f"zhang{number}@xinxing-bearing.example"}
        self.lead = self.ana.post("/api/leads", {**CUSTOMER, **ways})
        created = self._events(self.ana)[0]
        self._done(
            created, f"{self.ana.name} creates the lead {self._path}: {self.lead['name']}, {self.lead['company']}."
        )

    def _fill_in(self) -> None:
        self.ana.patch(f"/api/leads/{self.lead['id']}", ANSWERS)
        self.filled = next(e for e in self._events(self.ana) if any(c["field"] == "budget" for c in e["changes"]))
        self._done(self.filled, "She fills in budget, authority, time and need.")

    def _find_run(self) -> None:
        def look() -> dict[str, Any] | None:
            found = self.root.get("/api/runs", object="lead", record=self.lead["id"], workflow=self.workflow["id"])
            return next(iter(found["items"]), None)

        run = self._await("The workflow “Lead hand-over” did not start", look)
        self.run = int(run["id"])
        self.ledger = Ledger(self.root, self.run)
        self._done(
            run["started_at"],
            f"The workflow “{run['workflow']['title']}” starts: run {run['id']}, version {run['version']}.",
        )

    def _see_hand_over(self) -> None:
        def look() -> dict[str, Any] | None:
            now = self.ana.get(f"/api/leads/{self.lead['id']}")
            return now if now["status"] == "qualified" and now["owner"]["id"] != self.ana.number else None

        now = self._await("The lead was not qualified and handed over", look)
        events = self._events(self.ana)
        qualified = self._change(events, "status", "qualified")
        given = self._change(events, "owner", now["owner"]["id"])
        self._done(qualified, "The lead is Qualified.")
        members = self._members(now["territory"]["id"])
        if now["owner"]["id"] not in members and not self._stands_in(now["owner"]["id"], members):
            raise StoryError(f"{now['owner']['title']} does not belong to the territory {now['territory']['title']}.")
        seconds = _seconds(self.filled["at"], given["at"])
        text = f"It belongs to {now['owner']['title']}, whose turn it is in {now['territory']['title']}"
        self._done(given, f"{text}: {seconds:.2f} s after the last field.")
        self._remark_if_late("The hand-over", seconds)
        self.receiver = self.root.get(f"/api/users/{now['owner']['id']}")

    def _see_offer_and_timer(self) -> None:
        offer = self._offers()[0]
        if offer["state"] != "offered" or offer["receiver"]["id"] != self.receiver["id"] or not offer["note"]:
            raise StoryError(f"There is no offer of the lead to {self.receiver['name']} with a note.")
        note = offer["note"].replace("\n", " / ")
        self._done(
            offer["offered_at"],
            f"The hand-over is offered to {self.receiver['name']} to accept (offer {offer['id']}): {note}",
        )

        def look() -> dict[str, Any] | None:
            waiting = self.ana.get(f"/api/leads/{self.lead['id']}/automation")["waiting"]
            return next((w for w in waiting if w["run"] == self.run and w["wake_at"]), None)

        self.timer = self._await(f"{self.ana.name} sees no timer on the lead", look)
        self._done(
            self.timer["wake_at"],
            f"Until then runs the timer that everybody sees on the lead: {self.timer['text']}.",
        )

    def _see_first_mails(self) -> None:
        mails = self.ledger.await_mails(
            [(self.receiver["id"], "lead.handed_over"), (self.ana.number, "lead.given")], PATIENCE_SECONDS
        )
        self._list(mails)
        self.rep = self._sign_in(self.receiver["username"])
        self.manager = self._manager_of(self.rep.number)
        slowest = max(_seconds(self.filled["at"], mail["created_at"]) for mail in mails)
        self._remark_if_late("The slower mail", slowest)
        link = ""
        for person, mail in ((self.rep, mails[0]), (self.ana, mails[1])):
            notices = person.get("/api/notices", limit=30)["items"]
            notice = next((n for n in notices if n["id"] == mail["notice"]["id"]), None)
            if notice is None or not notice["url"].endswith(self._path):
                raise StoryError(f"{person.name} finds no notice with a link to the lead.")
            link = notice["url"]
            for text in (self.lead["mobile"], self.lead["email"], ANSWERS["need"]):
                if text not in notice["body"]:
                    raise StoryError(f"The notice to {person.name} does not say “{text}”.")
        self.say(f"    Both say how to reach the customer and what they need, and link to {link}")

    # ---- nobody does anything

    def _tell_what_will_come(self) -> None:
        first = _moment(self.timer["wake_at"])
        day = datetime.timedelta(days=1)
        self.say("What will come if nobody accepts or touches the lead:")
        self.say(f"    {_show(first)}  {self.rep.name} and {self.manager['name']} are reminded by e-mail and popup.")
        self.say(f"    {_show(first + day)}  It goes to the next one in the territory; everybody concerned is told.")
        self.say(
            f"    {_show(first + 3 * day)}  If that one does nothing either, {self.manager['name']} is asked to decide."
        )
        self.say("“magpie demo story --fast” plays all of it now.")

    def _see_reminders(self) -> None:
        self.say(f"Nobody does anything; a day lasts {SECONDS_A_DAY} seconds in this run.")
        people = [(self.rep.number, "lead.reminder"), (self.manager["id"], "lead.reminder")]
        mails = self.ledger.await_mails(people, self._left(self.timer) + PATIENCE_SECONDS)
        if any(_moment(mail["created_at"]) < _moment(self.timer["wake_at"]) for mail in mails):
            raise StoryError("A reminder came before the timer had run out.")
        self._list(mails)

    def _see_next_rep(self) -> None:
        def look() -> dict[str, Any] | None:
            now = self.ana.get(f"/api/leads/{self.lead['id']}")
            return now if now["owner"]["id"] != self.rep.number else None

        now = self._await("The lead was not handed to the next rep", look, SECONDS_A_DAY + PATIENCE_SECONDS)
        given = self._change(self._events(self.ana), "owner", now["owner"]["id"])
        self._done(given, f"The lead goes to the next one: {now['owner']['title']}.")
        self.next_rep = self._sign_in(str(self.root.get(f"/api/users/{now['owner']['id']}")["username"]))
        mails = self.ledger.await_mails(
            [
                (self.next_rep.number, "lead.handed_over"),
                (self.rep.number, "lead.taken_away"),
                (self.ana.number, "lead.given"),
                (self.manager["id"], "lead.handed_on"),
            ],
            PATIENCE_SECONDS,
        )
        self._list(mails)

    def _see_acceptance(self) -> None:
        self.next_rep.post(f"/api/leads/{self.lead['id']}/actions/accept")
        accepted = self._change(self._events(self.next_rep), "accepted_at", None)
        self._done(accepted, f"{self.next_rep.name} accepts.")

        def look() -> dict[str, Any] | None:
            run = self.root.get(f"/api/runs/{self.run}")
            if run["status"] == "failed":
                raise StoryError(f"The run failed: {run['error']}")
            return dict(run) if run["status"] == "completed" else None

        run = self._await("The run did not end after the acceptance", look)
        done = [step for step in run["steps"] if step["status"] == "done"]
        self._done(run["finished_at"], f"Run {self.run} is completed: {len(done)} steps.")
        self.say(f"    {self.ledger.check_once()} mails, each made once.")

    def _see_what_became_of_it(self) -> None:
        given = self.ana.get("/api/my-leads/given", limit=100)["items"]
        mine = next((item for item in given if item["id"] == self.lead["id"]), None)
        states = sorted(offer["state"] for offer in mine["history"]) if mine else []
        if mine is None or mine["owner"]["id"] != self.next_rep.number or states != ["accepted", "superseded"]:
            raise StoryError("Ana's page “What became of my leads” does not tell it.")
        text = f"{mine['name']}, {mine['status_label']}, with {mine['owner']['title']}"
        self._done(
            mine["accepted_at"],
            f"Ana's page “What became of my leads”: {text}; first offer superseded, second accepted.",
        )
        self.say("The whole story happened.")

    # ---- the hurried workflow

    @contextlib.contextmanager
    def _in_a_hurry(self) -> Iterator[None]:
        """The same workflow with seconds for days, until the run has started: a run keeps its version."""
        path = f"/api/workflows/{self.workflow['id']}"
        usual = self.root.get(f"{path}/definition")["document"]
        self.mark(True)
        try:
            number = self.root.post(f"{path}/publish", {"document": hurried(usual)})["number"]
            self.say(
                f"    (Version {number} of the workflow is in force for a moment: a day lasts {SECONDS_A_DAY} seconds.)"
            )
            yield
        finally:
            number = self.root.post(f"{path}/publish", {"document": usual})["number"]
            self.mark(False)
            self.say(f"    (Version {number} has the usual days again.)")

    @property
    def workflow(self) -> dict[str, Any]:
        """The workflow of the story."""
        found = self.root.get("/api/workflows", filter={"field": "name", "is": WORKFLOW})["items"]
        if not found or not found[0]["is_active"]:
            raise StoryError(f"The workflow “{WORKFLOW}” is not there or is switched off.")
        first: dict[str, Any] = found[0]
        return first

    # ---- looking

    @property
    def _path(self) -> str:
        return f"/leads/{self.lead['id']}"

    def _sign_in(self, username: str) -> Person:
        return Person(self.address, username, PASSWORD)

    def _events(self, person: Person) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = person.get(f"/api/leads/{self.lead['id']}/events", limit=200)["items"]
        return found

    def _change(self, events: list[dict[str, Any]], field: str, new: Any) -> dict[str, Any]:
        """The latest event that changed the field, to that value if one is given."""
        for event in events:
            for change in event["changes"]:
                if change["field"] == field and new in (None, change["new"]):
                    return event
        raise StoryError(f"The history of the lead does not show the change of “{field}”.")

    def _offers(self) -> list[dict[str, Any]]:
        condition = {"field": "lead", "is": self.lead["id"]}
        found: list[dict[str, Any]] = self.root.get("/api/hand-overs", filter=condition, sort="-offered_at")["items"]
        if not found:
            raise StoryError("There is no hand-over of the lead.")
        return found

    def _members(self, territory: int) -> set[int]:
        rows = self.root.get("/api/territory-members", filter={"field": "territory", "is": territory}, limit=200)[
            "items"
        ]
        return {row["user"]["id"] for row in rows}

    def _stands_in(self, user: int, members: set[int]) -> bool:
        """Whether the user is the deputy of a member."""
        deputies = (self.root.get(f"/api/users/{member}")["deputy"] for member in members)
        return user in {deputy["id"] for deputy in deputies if deputy}

    def _manager_of(self, user: int) -> dict[str, Any]:
        team = self.root.get(f"/api/users/{user}")["team"]
        while team:
            found = self.root.get(f"/api/teams/{team['id']}")
            if found["manager"] and found["manager"]["id"] != user:
                manager: dict[str, Any] = self.root.get(f"/api/users/{found['manager']['id']}")
                return manager
            team = found["parent"]
        raise StoryError(f"{self.rep.name} has no manager who could be reminded.")

    def _remark_if_late(self, what: str, seconds: float) -> None:
        """Late is said aloud, but it is no failure of the story: the machine may be busy with other things."""
        if seconds > AT_ONCE_SECONDS:
            self.say(f"    ! {what} took {seconds:.1f} seconds; {AT_ONCE_SECONDS:g} are promised.")

    def _await(self, trouble: str, look: Callable[[], T | None], seconds: float = PATIENCE_SECONDS) -> T:
        deadline = time.monotonic() + seconds
        while (found := look()) is None:
            if time.monotonic() > deadline:
                raise StoryError(f"{trouble} within {seconds:.0f} seconds.")
            time.sleep(0.1)
        return found

    def _left(self, timer: dict[str, Any]) -> float:
        return max(0.0, (_moment(timer["wake_at"]) - datetime.datetime.now(datetime.UTC)).total_seconds())

    # ---- telling

    def _done(self, what: Any, text: str) -> None:
        at, source = (what["at"], f"  [event {what['id']}]") if isinstance(what, dict) else (what, "")
        self.say(f"✓ {_show(_moment(at))}  {text}{source}")

    def _list(self, mails: list[dict[str, Any]]) -> None:
        for mail in mails:
            state = ARRIVED[mail["status"]]
            whom = f"{mail['recipient']['title']} <{mail['address']}>"
            self._done(
                mail["created_at"], f"Mail to {whom}, {state}: {mail['notice']['title']}  [delivery {mail['id']}]"
            )


def _moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def _show(moment: datetime.datetime) -> str:
    local = moment.astimezone()
    if abs(local - datetime.datetime.now(datetime.UTC)) < datetime.timedelta(hours=12):
        return f"{local:%H:%M:%S}.{local.microsecond // 1000:03d}"
    return f"{local:%d %b %H:%M}"


def _seconds(first: str, second: str) -> float:
    return (_moment(second) - _moment(first)).total_seconds()
