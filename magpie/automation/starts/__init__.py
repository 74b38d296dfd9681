"""Starting workflows by hand: buttons on records and lists, and for the records that are there already.

A few records are started at once; many become a roll-out, which workers go through page by page behind all else.
"""
