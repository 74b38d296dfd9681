"""Ready-made set-ups per industry: read from files, shown before they are applied, taken away where nobody used them.

Owns: the files (`setups/<industry>/*.json`), what each of them added (`Part`), and the welcome at the first start.
Leaves the writing itself to `records` and to the publishing of workflows; nothing needs this part.
"""
