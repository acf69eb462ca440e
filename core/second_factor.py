"""Whoever keeps the register proves who they are twice."""

from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings


def proven_twice(user: Any) -> bool:
    """Whether somebody has a second factor, or this house asks for none (a demo, a test)."""
    return not settings.SECOND_FACTOR or is_mfa_enabled(user)
