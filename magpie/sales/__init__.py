"""Leads and their hand-over by territory, pipelines with stages, opportunities.

Timers and reminders on them are workflows; products and orders lie above and are reached by links.
"""
