"""The OpenAPI document against the application itself: requests made from it, good and bad, by two kinds of users.

No request may end in a server error, every status is documented, and every answer has the documented shape.  What a
generated request writes is rolled back with its test.  The same code serves every object, so of the many limiting
cases only some are tried at each endpoint, others at each, and fewer where nothing but that code answers;
MAGPIE_FUZZ_EXAMPLES=20 tries all, and more made by chance.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.generation.meta import TestPhase
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from config.api import api
from magpie.platform import objects, setup
from magpie.platform.http.auth import create_token
from tests.make import TRIED_MORE, make, make_user

EXAMPLES = int(os.environ.get("MAGPIE_FUZZ_EXAMPLES", "2"))
ONE_OF = 1 if "MAGPIE_FUZZ_EXAMPLES" in os.environ else 12
PLAIN = {each.plural for each in objects.all_objects() if each.name not in TRIED_MORE}
PLAIN_ONE_OF = 1 if "MAGPIE_FUZZ_EXAMPLES" in os.environ else 3
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EVERYTHING = {"read": "all", "create": True, "update": "all", "delete": "own", "export": True, "import": True}

document = api.get_openapi_schema(path_prefix="/api/")
schema = schemathesis.openapi.from_dict(document)
schema.app = get_wsgi_application()
schema.config.generation.update(modes=[schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE])


class _TakenBack(Exception):
    """Ends a transaction whose writes nobody wants."""


@contextlib.contextmanager
def _kept_connection() -> Iterator[None]:
    """A request ends without closing the connection, in whose transaction all this happens."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def tokens(django_db_setup: None, django_db_blocker: Any) -> Any:
    """The tokens of an administrator and of an ordinary user by turns, with a record of every object beside them."""
    with django_db_blocker.unblock(), _kept_connection():
        atomic = transaction.atomic()
        atomic.__enter__()
        setup.forget()
        for object_type in objects.all_objects():
            make(object_type.name, full=True)
        root, ana = make_user("Root", is_administrator=True), make_user("Ana", {"*": EVERYTHING})
        yield itertools.cycle([create_token(root), create_token(ana)])
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)
        setup.forget()


def _has_its_turn(case: Any) -> bool:
    """Whether to try this case: by its content, so that a repetition decides alike."""
    one_of = ONE_OF if case.meta.phase.name is TestPhase.COVERAGE else 1
    if _is_plain(case.operation.path):
        one_of *= PLAIN_ONE_OF
    content = repr((case.operation.label, case.path_parameters, case.query, case.headers, case.body))
    return zlib.crc32(content.encode("utf-8", "replace")) % one_of == 0


def _is_plain(path: str) -> bool:
    """Whether the same code answers here as at the objects that are tried more."""
    plural, _, rest = path.removeprefix("/api/").partition("/")
    return plural in PLAIN and rest in ("", "summary", "bulk", "{number}", "{number}/events", "{number}/timeline")


@pytest.mark.django_db
@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_endpoint_keeps_to_its_description(case: Any, tokens: Iterator[str]) -> None:
    if not _has_its_turn(case):
        return
    try:
        with transaction.atomic():
            # The way to the application does not unpack what is packed.
            headers = {"Authorization": f"Bearer {next(tokens)}", "Accept-Encoding": "identity"}
            case.call_and_validate(checks=CHECKS, headers=headers)
            raise _TakenBack
    except _TakenBack:
        setup.forget()
