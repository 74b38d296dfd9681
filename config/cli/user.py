"""Make users and set passwords. The password is read from the terminal, or from the first line of the input."""

from __future__ import annotations

import argparse
import getpass
import sys

from django.core.exceptions import ValidationError

from config.cli import CommandError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`create` and `password`."""
    kinds = parser.add_subparsers(dest="do", required=True, metavar="create|password")
    create = kinds.add_parser("create", help="make a user")
    create.add_argument("username")
    create.add_argument("--name", default="", help="the name that colleagues see")
    create.add_argument("--email", default="")
    create.add_argument("--administrator", action="store_true")
    password = kinds.add_parser("password", help="set a password")
    password.add_argument("username")


def run(arguments: argparse.Namespace) -> int:
    """Make the user, or set the password of one."""
    from django.contrib.auth.password_validation import validate_password

    from magpie.platform.models import User

    user = User.objects.filter(username__iexact=arguments.username).first()
    if arguments.do == "create" and user is not None:
        raise CommandError(f"There is a user “{user.username}” already.")
    if arguments.do == "password" and user is None:
        raise CommandError(f"There is no user “{arguments.username}”.")
    if user is None:
        user = User(
            username=arguments.username,
            name=arguments.name or arguments.username,
            email=arguments.email,
            is_administrator=arguments.administrator,
        )
    try:
        user.full_clean(exclude=["password"])
        password = _read_password()
        validate_password(password, user)
    except ValidationError as error:
        raise CommandError(" ".join(error.messages)) from error
    user.set_password(password)
    user.save()
    print(f"The user “{user.username}” can sign in now.")
    return 0


def _read_password() -> str:
    if not sys.stdin.isatty():
        password = sys.stdin.readline().rstrip("\r\n")
        if not password:
            raise CommandError("The input held no password.")
        return password
    password = getpass.getpass("Password: ")
    if password != getpass.getpass("Once more: "):
        raise CommandError("These were two different passwords.")
    return password
