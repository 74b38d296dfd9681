"""Notice rules: who is told of what happens to records, by the company's standing rules and by what people follow.

Owns rules, what they have gathered and whom they told; telling itself is left to `magpie.notices`, and asking again
until somebody answers to `magpie.reminders`.
"""
