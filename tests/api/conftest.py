"""The fixtures of the tests over every object serve here as well."""

from tests.objects.conftest import cast, fresh_setup

__all__ = ["cast", "fresh_setup"]
