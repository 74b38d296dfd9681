"""The API put together: the generic objects and the endpoints of each capability."""

from __future__ import annotations

from config import company
from magpie.automation.http import router as automation
from magpie.notices.http import router as notices
from magpie.platform.http import problems
from magpie.platform.http.api import build
from magpie.sales.http import router as my_leads

api = build(routers=[("", my_leads), ("", notices), ("", automation)])
problems.sign_in_hints.append(company.sign_in_hint)
