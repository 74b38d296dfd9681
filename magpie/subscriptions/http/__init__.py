"""Endpoints of subscriptions."""

from magpie.subscriptions.http.desk import router

__all__ = ["router"]
