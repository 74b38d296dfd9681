"""Documents sent to customers by tracked links.

Files themselves belong to the platform.
"""
