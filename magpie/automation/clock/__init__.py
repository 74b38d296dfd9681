"""Triggers of the clock: schedules, dates of records, and records that stay where they are.

Each clock trigger of an active workflow has a row that says when it must be looked at next; workers claim due rows.  A
time that nobody could keep is made up for late, never dropped, and what it starts has a key, so nothing starts twice.
"""
