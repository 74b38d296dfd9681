"""The API put together: the generic objects and the endpoints of each capability."""

from __future__ import annotations

from config import company, exposure
from magpie.accounts.http import router as accounts
from magpie.activities.http import router as activities
from magpie.approvals.http import router as approvals
from magpie.automation.http import router as automation
from magpie.calendars.http import router as calendars
from magpie.documents.http import router as documents
from magpie.following.http import router as following
from magpie.industries.http import router as industries
from magpie.mailboxes.http import router as mailboxes
from magpie.notices.http import router as notices
from magpie.platform.http import people, problems
from magpie.platform.http.api import build
from magpie.prints.http import router as prints
from magpie.reminders.http import router as reminders
from magpie.sales.http import router as sales
from magpie.subscriptions.http import router as subscriptions
from magpie.watchdog.http import router as watchdog

PARTS = (
    sales, documents, mailboxes, following, subscriptions, watchdog, reminders, calendars, accounts, activities,
    approvals, prints, notices, automation, industries,
)  # fmt: skip
api = build(routers=[("", part) for part in PARTS])
people.known_passwords.append(exposure.open_users)
problems.sign_in_hints.append(company.sign_in_hint)
