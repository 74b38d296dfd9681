"""Customers: companies (accounts) and people (contacts), with the lists of choices that other capabilities share.

Selling to them, serving them and billing them is left to the capabilities above.
"""
