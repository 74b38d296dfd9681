"""Documents sent to customers by tracked links, and what the law asks about a person's data: export and erasure.

Files themselves belong to the platform, what people agreed to to `accounts`.
"""
