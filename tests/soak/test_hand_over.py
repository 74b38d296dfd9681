"""The hand-over of 1,000 leads while processes are killed: the same test as in the suite, for longer."""

from __future__ import annotations

import os

os.environ.setdefault("MAGPIE_CRASH_LEADS", "1000")
os.environ.setdefault("MAGPIE_CRASH_SECONDS", "240")

from tests.crash.test_hand_over import home, test_leads_are_handed_over_once_whatever_is_killed

__all__ = ["home", "test_leads_are_handed_over_once_whatever_is_killed"]
