"""Endpoints of automation, a module for each noun; the order is that of their paths, the most general last."""

# ruff: noqa: F401, I001 - each adds itself to the router, in this order
from magpie.automation.http import definitions
from magpie.automation.http import drawing
from magpie.automation.http import palette
from magpie.automation.http import secrets
from magpie.automation.http import clock
from magpie.automation.http import hooks
from magpie.automation.http import starts
from magpie.automation.http import templates
from magpie.automation.http import measures
from magpie.automation.http import asks
from magpie.automation.http import runs
from magpie.automation.http import of_records
from magpie.automation.http.router import router

__all__ = ["router"]
