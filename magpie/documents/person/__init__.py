"""What the law asks about a person's data: giving all of it out, and erasing it.

It finds rows in every table by what points to the person and by their addresses, whatever part keeps them.
"""
