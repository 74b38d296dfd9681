"""People's own mailboxes: fetching, threads, matching to records, sending with marks, the drop-box address.

The messages on the timeline belong to activities; notices have a mail server of their own.
"""
