"""The API put together: the generic objects and the endpoints of each capability."""

from __future__ import annotations

from config import company, exposure
from magpie.automation.http import router as automation
from magpie.notices.http import router as notices
from magpie.platform.http import people, problems
from magpie.platform.http.api import build
from magpie.sales.http import router as my_leads

api = build(routers=[("", my_leads), ("", notices), ("", automation)])
people.known_passwords.append(exposure.open_users)
problems.sign_in_hints.append(company.sign_in_hint)
