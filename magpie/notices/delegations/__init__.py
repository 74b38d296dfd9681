"""Deputies: who stands in for whom, from when to when and in what, and what they did meanwhile.

Only whole days off change what everyone sees of a person (`User.away_from`, `away_until`, `deputy`); a delegation of
some kinds, such as approvals, leaves the person there for all else.
"""
