"""Reminders that stay until somebody answers: when they fire, whom they reach, and the day's work log.

A reminder is a record like any other; each time at which it becomes due is an occurrence, which is told again and
again, to more and more people, until it is confirmed or no longer applies.
"""
