"""The command line: what it says when misused, users and tokens, backup and restore."""

from __future__ import annotations

import http.client
import json
import stat
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from config import home as places
from config.cli import COMMANDS
from tests.runtime.running import environment, magpie, serving, sql

pytestmark = pytest.mark.xdist_group("runtime")


def test_without_a_command_it_lists_them_all(folder: Path) -> None:
    answer = magpie(folder)
    assert answer.returncode == 2
    assert [line.split()[0] for line in answer.stdout.splitlines()[2:]] == list(COMMANDS)


def test_an_unknown_command_is_named(folder: Path) -> None:
    answer = magpie(folder, "fly")
    assert answer.returncode == 2
    assert answer.stderr.startswith("There is no command “fly”.\n")


@pytest.mark.parametrize(
    ("arguments", "more", "sentence"),
    [
        (["serve"], {"PORT": "eighty"}, "magpie serve: “eighty” is no port; give a number from 1 to 65535."),
        (["web"], {"DATABASE_URL": "mysql://h/n"}, "must begin with postgres:// or postgresql://"),
        (["web", "--port", "70000"], {}, "magpie web: “70000” is no port; give a number from 1 to 65535."),
        (["serve"], {"MAGPIE_HOST": "no.such.host.invalid"}, "“no.such.host.invalid” is no address of this machine"),
    ],
)
def test_a_wrong_setting_is_answered_with_one_sentence(
    folder: Path, arguments: list[str], more: dict[str, str], sentence: str
) -> None:
    answer = magpie(folder, *arguments, **more)
    assert answer.returncode == 1
    assert sentence in answer.stderr
    assert answer.stderr.count("\n") == 1


def test_finding_out_the_version_is_quick_and_loads_no_framework(folder: Path) -> None:
    script = "import sys; from config.cli import main; main(['--version']); sys.exit('django' in sys.modules)"
    answer = subprocess.run(
        [sys.executable, "-c", script], cwd=places.checkout(), env=environment(folder), capture_output=True, text=True
    )
    assert (answer.returncode, answer.stdout) == (0, "0.1.0\n")


def test_a_user_is_made_once_and_the_password_can_be_set(used_home: Path) -> None:
    made = magpie(used_home, "user", "create", "maker", "--name", "Ma Ke", stdin="Green-Harbour-7\n")
    assert (made.returncode, made.stdout) == (0, "The user “maker” can sign in now.\n"), made.stderr
    again = magpie(used_home, "user", "create", "Maker", stdin="Green-Harbour-7\n")
    assert (again.returncode, again.stderr) == (1, "magpie user: There is a user “maker” already.\n")
    unknown = magpie(used_home, "user", "password", "nobody", stdin="Green-Harbour-7\n")
    assert (unknown.returncode, unknown.stderr) == (1, "magpie user: There is no user “nobody”.\n")
    before = sql(used_home, "select password from platform_user where username = 'maker'")
    weak = magpie(used_home, "user", "password", "maker", stdin="12345\n")
    assert weak.returncode == 1
    assert sql(used_home, "select password from platform_user where username = 'maker'") == before
    assert magpie(used_home, "user", "password", "maker", stdin="Blue-Harbour-8\n").returncode == 0
    assert sql(used_home, "select password from platform_user where username = 'maker'") != before


def test_a_token_opens_the_api_until_it_is_revoked(used_home: Path) -> None:
    magpie(used_home, "user", "create", "robot", "--administrator", stdin="Green-Harbour-7\n")
    nobody = magpie(used_home, "token", "create", "--user", "nobody")
    assert (nobody.returncode, nobody.stderr) == (1, "magpie token: There is no user “nobody” who may sign in.\n")
    made = magpie(used_home, "token", "create", "--user", "robot", "--name", "ERP")
    assert made.returncode == 0, made.stderr
    token = made.stdout.strip()
    with serving(used_home) as running:
        assert _me(running.port, token) == (200, "robot")
        assert _me(running.port, token[:-1])[0] == 401
        [number] = [
            line.split()[0]
            for line in magpie(used_home, "token", "list").stdout.splitlines()
            if line.split()[1:3] == ["robot", "ERP"]
        ]
        assert magpie(used_home, "token", "revoke", number).returncode == 0
        assert _me(running.port, token)[0] == 401
    gone = magpie(used_home, "token", "revoke", number)
    assert (gone.returncode, gone.stderr) == (1, f"magpie token: There is no token {number}; see magpie token list.\n")


def test_a_backup_comes_back_whole_in_an_empty_home_and_nowhere_else(used_home: Path, folder: Path) -> None:
    magpie(used_home, "user", "create", "keeper", stdin="Green-Harbour-7\n")
    files = used_home / "files" / "2026"
    files.mkdir(parents=True, exist_ok=True)
    (files / "合同.txt").write_text("signed")
    written = magpie(used_home, "backup", str(folder))
    assert written.returncode == 0, written.stderr
    [archive] = folder.glob("magpie-*.tar")
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    with tarfile.open(archive) as tar:
        assert tar.getnames() == ["about.json", "secret", "database.dump", "files/2026/合同.txt"]
        about = tar.extractfile("about.json")
        assert about is not None
        assert json.load(about)["format"] == 1

    home = folder / "home"
    restored = magpie(home, "restore", str(archive))
    assert restored.returncode == 0, restored.stderr
    assert (home / "files" / "2026" / "合同.txt").read_text() == "signed"
    assert (home / "secret").read_text() == (used_home / "secret").read_text()
    counts = "select (select count(*) from platform_user), (select count(*) from platform_event)"
    assert sql(home, counts) == sql(used_home, counts)
    with serving(home) as running:
        assert running.status() == 200

    twice = magpie(home, "restore", str(archive))
    assert twice.returncode == 1
    assert twice.stderr.startswith("magpie restore: This installation has data already.")


def test_what_is_no_archive_is_refused_with_a_sentence(folder: Path) -> None:
    path = folder / "letter.txt"
    path.write_text("Dear customer")
    answer = magpie(folder / "home", "restore", str(path))
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"magpie restore: {path} is no archive of magpie backup")
    missing = magpie(folder / "home", "backup", str(folder / "no" / "where.tar"))
    assert (missing.returncode, missing.stderr) == (1, f"magpie backup: There is no folder {folder / 'no'}.\n")


def test_check_finds_what_needs_attention(used_home: Path) -> None:
    fine = magpie(used_home, "check")
    assert (fine.returncode, fine.stdout) == (0, "All is well.\n"), fine.stderr
    secret = used_home / "secret"
    secret.chmod(0o644)
    try:
        answer = magpie(used_home, "check")
    finally:
        secret.chmod(0o600)
    assert (answer.returncode, answer.stdout) == (1, f"! {secret} can be read by others: chmod 600 {secret}\n")


def _me(port: int, token: str) -> tuple[int, str | None]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", "/api/me", headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        return answer.status, json.load(answer).get("username")
    finally:
        connection.close()
