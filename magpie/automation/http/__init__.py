"""Endpoints of automation, a module for each noun; the order is that of their paths, the most general last."""

from magpie.automation.http import definitions, runs  # noqa: F401 - they add themselves to the router

from magpie.automation.http import of_records  # noqa: F401, I001 - after all others
from magpie.automation.http.router import router

__all__ = ["router"]
