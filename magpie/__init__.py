"""Magpie (喜鹊), an active CRM: the capabilities, from `lib` at the bottom to `demo` at the top."""
