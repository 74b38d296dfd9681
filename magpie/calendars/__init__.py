"""Calendars: bookings of people, rooms and customers, feeds, exchange by CalDAV, the booking page.

Meetings themselves belong to activities.
"""
