"""Doors of the register: the desk, each member at their own seat, members in the directory."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import Refusal
from core.second_factor import proven_twice
from members.people.models import Member, Person


class PersonRequest(HttpRequest):
    """A request behind `login_required`: there is a person."""

    user: Person


class SecondFactorMissing(Refusal):
    """An administrator who has not added a second factor yet."""


def desk(user: Person) -> None:
    """Let administrators in. Raises PermissionDenied, or SecondFactorMissing."""
    if not user.is_staff:
        raise PermissionDenied
    if not proven_twice(user):
        raise SecondFactorMissing(
            _(
                "Whoever keeps the register proves it twice: add a passkey or a code generator in your space, then come back."
            )
        )


def is_member(user: Person) -> bool:
    """Whether somebody acts for a seat of the register today."""
    today = timezone.localdate()
    return Member.objects.on(today).carried_by(user, today).exists()


def directory(user: Person) -> None:
    """Let members and the desk in. Raises PermissionDenied."""
    if user.is_staff:
        desk(user)
    elif not is_member(user):
        raise PermissionDenied


def seat(user: Person, number: int) -> Member:
    """Lend a seat to the desk and to whoever acts for it today; to others it does not exist."""
    today = timezone.localdate()
    seats: Any = Member.objects.as_of(today).select_related("person", "college")
    if not (user.is_staff and proven_twice(user)):
        seats = seats.carried_by(user, today)
    return get_object_or_404(seats, number=number)
