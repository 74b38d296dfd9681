"""The words that a company uses in place of the delivered ones: reading them (`words`), all that can be named
(`catalogue`), changing them (`changing`), and tables for translators (`files`).
"""
