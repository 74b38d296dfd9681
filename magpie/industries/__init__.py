"""Ready-made set-ups for industries.

What they set up belongs to the other parts.
"""
