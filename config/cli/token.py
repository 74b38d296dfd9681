"""Make and revoke tokens, with which programs use the API as a user."""

from __future__ import annotations

import argparse

from config.cli import CommandError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`create`, `list` and `revoke`."""
    kinds = parser.add_subparsers(dest="do", required=True, metavar="create|list|revoke")
    create = kinds.add_parser("create", help="make a token and print it; it is shown only this once")
    create.add_argument("--user", required=True, help="the user as whom the program acts")
    create.add_argument("--name", default="", help="what the program is")
    kinds.add_parser("list", help="list the tokens")
    revoke = kinds.add_parser("revoke", help="make a token worthless")
    revoke.add_argument("id", type=int, help="its number in the list")


def run(arguments: argparse.Namespace) -> int:
    """Only the token itself goes to the standard output, so that a script can take it."""
    if arguments.do == "create":
        return _create(arguments.user, arguments.name)
    if arguments.do == "list":
        return _list()
    return _revoke(arguments.id)


def _create(username: str, name: str) -> int:
    from magpie.platform.http.auth import create_token
    from magpie.platform.models import User

    user = User.objects.filter(username__iexact=username, is_active=True).first()
    if user is None:
        raise CommandError(f"There is no user “{username}” who may sign in.")
    print(create_token(user, name))
    return 0


def _list() -> int:
    from magpie.platform.models import Token

    for token in Token.objects.select_related("user").order_by("pk"):
        used = f"{token.last_used_at:%Y-%m-%d %H:%M} UTC" if token.last_used_at else "never"
        print(f"{token.pk}  {token.user.username}  {token.name or '-'}  last used: {used}")
    return 0


def _revoke(number: int) -> int:
    from magpie.platform.models import Token

    deleted, _ = Token.objects.filter(pk=number).delete()
    if not deleted:
        raise CommandError(f"There is no token {number}; see magpie token list.")
    return 0
