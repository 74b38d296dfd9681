"""Owns what people are told: notices, their delivery by popup and e-mail, the mail server, preferences, deputies.

Whoever has something to say calls `tell`; what to say, and when, is decided by the parts above.
"""
