"""Owns workflows: their drawings, versions, runs and steps.

Knows objects, actions and events only through the platform's registries; the capabilities never call it.
"""
