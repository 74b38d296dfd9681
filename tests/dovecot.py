"""A real IMAP server for tests: Dovecot with a configuration of its own, without rights, in a folder that goes away."""

from __future__ import annotations

import getpass
import imaplib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import servers

CONFIGURATION = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_location = maildir:{home}/mail/%u
first_valid_uid = 1
auth_mechanisms = plain login
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={home}/mail/%u
}}
namespace inbox {{
  inbox = yes
  mailbox Sent {{
    special_use = \\Sent
    auto = create
  }}
}}
"""


class Dovecot:
    """Every address is a mailbox, whose password is "secret"."""

    def __init__(self, program: str, home: Path) -> None:
        self.program, self.home = program, home
        self.port = servers.free_port()
        user, group = ("nobody", "nogroup") if os.geteuid() == 0 else (getpass.getuser(), str(os.getegid()))
        (home / "mail").mkdir()
        if os.geteuid() == 0:
            shutil.chown(home / "mail", user, group)
        self.configuration = home / "dovecot.conf"
        self.configuration.write_text(CONFIGURATION.format(home=home, user=user, group=group, port=self.port))
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [self.program, "-F", "-c", str(self.configuration)]
        self.process = servers.started(command, self.port, self.home / "log")

    def stop(self) -> None:
        if self.process is not None:
            servers.stopped(self.process)
            self.process = None

    @contextmanager
    def line(self, address: str, folder: str = "INBOX") -> Iterator[imaplib.IMAP4]:
        client = imaplib.IMAP4("127.0.0.1", self.port)
        client.login(address, "secret")
        client.select(folder)
        yield client
        client.logout()

    def put(self, address: str, mail: bytes | str, folder: str = "INBOX", flags: str = "") -> None:
        """A mail arrives."""
        raw = mail.encode() if isinstance(mail, str) else mail
        with self.line(address) as client:
            assert client.append(folder, flags, "", raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))[0] == "OK"

    def subjects(self, address: str, folder: str = "INBOX") -> list[str]:
        with self.line(address, folder) as client:
            _ok, found = client.search(None, "ALL")
            fetched = [client.fetch(n, "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")[1][0] for n in found[0].split()]
            return [part[1].decode().strip().removeprefix("Subject: ") for part in fetched if isinstance(part, tuple)]


@contextmanager
def running() -> Iterator[Dovecot]:
    program = shutil.which("dovecot") or next((p for p in ("/usr/sbin/dovecot",) if Path(p).exists()), None)
    if program is None:
        # A program of the operating system, which pip cannot bring: `.ci/run` installs it, a developer need not.
        pytest.skip("No Dovecot here: as root, apt-get install dovecot-imapd")
    home = Path(tempfile.mkdtemp(prefix="dc"))
    home.chmod(0o755)
    server = Dovecot(program, home)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)
