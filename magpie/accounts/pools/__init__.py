"""The customer pool (公海): records nobody works on go back, others claim them.

`taking_part` is the registry of objects, `reckoning` finds when a record falls, `clock` lets it, `moves` are the steps
in and out, `limits` what a person may claim.
"""
