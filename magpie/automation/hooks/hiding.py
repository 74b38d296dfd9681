"""Keeps the keys of webhooks out of the logs; the settings load it before anything else is there."""

from __future__ import annotations

import logging
import re

_IN_ADDRESS = re.compile(r"(/hooks/)[^\s/?\"'&]{8,}")


class HideKeys(logging.Filter):
    """Takes the keys of webhooks out of what is logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if "/hooks/" in text:
            record.msg, record.args = _IN_ADDRESS.sub(r"\1…", text), ()
        return True
