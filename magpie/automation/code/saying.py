"""What the language says about a program, as a sentence in the user's language."""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy

SAID = [
    (r"^no main$", gettext_lazy("The program needs a function “def main(input):”.")),
    (r"^no dict$", gettext_lazy('The function main must return a dict such as {"sum": 5}.')),
    (r"^too long$", gettext_lazy("The program gives too much.")),
    (r"^memory$", gettext_lazy("The program used too much memory, or went too deep, and was stopped.")),
    (r"Maximum depth of", gettext_lazy("The program gives lists that lie too deep in one another.")),
    (r"too big to fit|Integer overflow", gettext_lazy("This number is too large.")),
    (
        r"Operation `serde::serialize` not supported on type `(?P<type>[^`]*)`",
        gettext_lazy("The program gives a %(type)s, which cannot be kept."),
    ),
    (r"^fail: (?P<text>.*)", gettext_lazy("The program stopped itself: %(text)s")),
    (r"division by zero", gettext_lazy("Something is divided by zero.")),
    (r"^Key `(?P<key>.*)` was not found", gettext_lazy("There is no key %(key)s.")),
    (
        r"^Variable `(?P<name>.*)` not found, did you mean `(?P<other>.*)`",
        gettext_lazy("There is nothing called “%(name)s”. Did you mean “%(other)s”?"),
    ),
    (r"^Variable `(?P<name>.*)` not found", gettext_lazy("There is nothing called “%(name)s”.")),
    (
        r"^Local variable `(?P<name>.*)` referenced before assignment",
        gettext_lazy("“%(name)s” is used before it has a value."),
    ),
    (r"`load` is not allowed|load.*not allowed", gettext_lazy("Other programs cannot be loaded.")),
    (r"cannot use reserved keyword `(?P<word>.*)`", gettext_lazy("The language has no “%(word)s”.")),
    (r"^Parse error: unexpected (?P<what>.*?) here", gettext_lazy("This cannot be understood here: %(what)s.")),
    (r"^Parse error: (?P<what>.*)", gettext_lazy("This cannot be understood: %(what)s.")),
    (r"no attribute `(?P<name>.*?)`", gettext_lazy("There is no “%(name)s” here.")),
    (
        r"^Operation `(?P<sign>.*)` not supported for types `(?P<one>.*)` and `(?P<other>.*)`",
        gettext_lazy("“%(sign)s” does not work between %(one)s and %(other)s."),
    ),
    (r"^Operation `(?P<sign>.*)` not supported", gettext_lazy("“%(sign)s” does not work here.")),
    (r"^Index `(?P<index>.*)` is out of bound", gettext_lazy("The list has no place %(index)s.")),
    (r"Cannot parse `(?P<text>.*)` as an integer", gettext_lazy("“%(text)s” is not a whole number.")),
    (r"ValueError: not a date: (?P<text>.*)", gettext_lazy("“%(text)s” is not a date such as 2026-11-30.")),
    (r"InvalidOperation|ConversionSyntax", gettext_lazy("This is not a number.")),
    (r"[Cc]all ?stack|[Ss]tack overflow|Too many recursion", gettext_lazy("A function calls itself too often.")),
    (r"Trying to mutate|Immutable|frozen", gettext_lazy("This cannot be changed here.")),
    (
        r"Missing (named|positional)?-?(only)? ?parameter `(?P<name>.*?)`",
        gettext_lazy("“%(name)s” is missing in the call."),
    ),
    (r"extra positional argument", gettext_lazy("The function is called with too many values.")),
    (r"extra named parameter", gettext_lazy("The function is called with a name that it does not know.")),
    (r"Type of parameter `(?P<name>.*?)` doesn't match", gettext_lazy("“%(name)s” has the wrong type.")),
    (r"No `return` at the end", gettext_lazy("The function does not always return something.")),
    (r"Unreachable statement", gettext_lazy("This is never reached.")),
    (r"Duplicate dictionary key `(?P<key>.*?)`", gettext_lazy("The key %(key)s is there twice.")),
]


def sentence(text: str) -> str:
    """What the language says, as a sentence in the user's language; what nobody translated stays as it is."""
    for pattern, said in SAID:
        if match := re.search(pattern, text):
            return str(said) % {name: (part or "")[:200] for name, part in match.groupdict().items()}
    return text
