"""Watches for what should have happened and has not: rules about records, and about what people enter in a day.

What is late is chased by a reminder of its own (`magpie.reminders`), so that nagging, answering and escalation are
those of every reminder; here is only what is late, since when, how often it was a false alarm, and which data can
hardly be right (`quality`).
"""
