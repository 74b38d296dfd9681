"""Quick entry in natural words, Chinese and English: what, when, how often, for whom.

Pure Python: the text, the time, the language and the working hours come in, what was understood goes out.
"""
