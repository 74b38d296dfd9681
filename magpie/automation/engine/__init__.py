"""Begins runs, carries them forward one recorded step at a time, and takes what people say about them.

A run is rows and nothing else.  What a step changes and the row that says it is done are committed together, so a step
is never done twice and a crash at any point needs no recovery but going on.
"""

from magpie.automation.engine.advancing import advance_queued
from magpie.automation.engine.beginning import Start, start, start_many
from magpie.automation.engine.handling import cancel, rerun, retry, skip_step, start_from

__all__ = ["Start", "advance_queued", "cancel", "rerun", "retry", "skip_step", "start", "start_from", "start_many"]
