"""What is put on paper: address and telephone lists, envelopes, label sheets, records by templates.

It knows objects only through the registry.
"""
