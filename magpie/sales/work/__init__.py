"""Handing over work of any kind: `gathering` finds it, `sharing` says who gets what, `moving` does it.

It knows objects only through the registry: whatever has an owner can be handed over.
"""
