"""How people sign in: by user name and password; accounts are made by administrators only."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up; administrators add people."""

    def is_open_for_signup(self, request: Any) -> bool:
        return False
