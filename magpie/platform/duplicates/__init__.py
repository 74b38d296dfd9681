"""Finds records that mean the same: rules as data, an index of keys, the check on entry, the search in bulk.

`rules` reads the rules, `keys` makes the keys and compares two records, `index` keeps the keys in step with the
records, `checking` answers whether a record is there already, `searching` goes through all records of an object.
"""
