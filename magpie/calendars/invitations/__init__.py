"""Guests of meetings: asking them by mail, taking their answers, and answering the invitations of others (RFC 5546).

Mail itself belongs to the mailboxes above and the notices below; here is what the letters say and mean.
"""
