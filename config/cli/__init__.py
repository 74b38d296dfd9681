"""The `magpie` command."""


def main() -> int:
    """Run one command; replaced below when the commands are complete."""
    raise SystemExit("not yet")
