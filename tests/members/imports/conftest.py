"""A desk that speaks English, and a place for files that goes with the test."""

from types import SimpleNamespace

import pytest
from django.utils import translation


@pytest.fixture
def desk(cast, code, settings, tmp_path):
    """Erik keeps the registers: alice (seat 1), bob (2), dana (3), fay (4) and the Firm (5) are in them."""
    settings.MEDIA_ROOT = tmp_path
    with translation.override("en"):
        yield SimpleNamespace(erik=cast.erik, cast=cast, seats=cast.seats, folder=tmp_path)
