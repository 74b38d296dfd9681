"""Subscriptions: any list or report at fixed times, by mail, popup or short message, computed for who gets it.

What can be subscribed to is registered in `sources`; parts that lie higher add their own.  Telling is
left to `notices`.
"""
