"""`python -m magpie` is the `magpie` command."""

from __future__ import annotations

import sys

from config.cli import main

if __name__ == "__main__":
    sys.exit(main())
