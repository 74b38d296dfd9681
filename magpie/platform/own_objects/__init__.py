"""Objects that administrators make without programming: their tables, and how they join the registry.

Everything else (pages, API, import, search, workflows) treats them like the objects declared in code.
"""
