"""Numbers by scheme: their pieces (`pieces`), giving them inside a write (`giving`), numbering what is there
already (`existing`).  The field is a custom field of type `auto_number`.
"""
