"""Calendars that are kept elsewhere: two-way exchange by CalDAV, and outside feeds laid over one's own calendar.

What has no meeting here is an `OutsideTime`: its owner sees it, everybody else learns only that they are busy then.
"""
