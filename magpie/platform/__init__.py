"""Owns what every object shares: fields, records, events, filters, access, actions, gates, search, the generic API.

Knows no business: leads, orders and cases are declared by the capabilities above.
"""
