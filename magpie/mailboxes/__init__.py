"""People's own mailboxes: fetching, threads, matching to records, sending with marks, the drop-box address.

A letter on a customer's timeline is an e-mail of activities, written only when it may be seen there; what only its
holders may see stays in the tables here.
"""
