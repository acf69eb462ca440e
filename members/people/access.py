"""Doors of the register: the desk, each member at their own seat, members in the directory."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from members.people.models import Member, Person
from members.people.staff import KEEPERS, READERS


class PersonRequest(HttpRequest):
    """A request behind `login_required`: there is a person."""

    user: Person


def desk(user: Person, duties: frozenset[str] = KEEPERS) -> None:
    """Let in whoever holds one of these duties today: those who keep the registers, when left out.

    Raises PermissionDenied; its page says so where they hold one that this session has not proven.
    """
    if not at_desk(user, duties):
        raise PermissionDenied


def is_member(user: Person) -> bool:
    """Whether somebody acts for a seat of the register today."""
    today = timezone.localdate()
    return Member.objects.on(today).carried_by(user, today).exists()


def at_desk(user: Person, duties: frozenset[str] = READERS) -> bool:
    """Whether somebody holds one of these duties today, and this session has proven who they are."""
    return bool(user.duties & duties)


def directory(user: Person) -> None:
    """Let members and the desk in. Raises PermissionDenied."""
    if not is_member(user):
        desk(user, READERS)


def acted_on(user: Person, number: int, *, own: bool = False) -> Member:
    """Lend a seat to those who keep the register and, for what is their `own` to say, to whoever acts for it.

    Raises PermissionDenied, or 404 where it does not exist for them.
    """
    if not own:
        desk(user)
    return seat(user, number, KEEPERS)


def seat(user: Person, number: int, duties: frozenset[str] = READERS) -> Member:
    """Lend a seat to the desk and to whoever acts for it today; to others it does not exist.

    `duties` are those that open it at the desk: to read, when left out.
    """
    return get_object_or_404(seats(user, duties), number=number)


def seats(user: Person, duties: frozenset[str] = READERS) -> Any:
    """The seats whose page opens to somebody, as they stand today."""
    today = timezone.localdate()
    members: Any = Member.objects.as_of(today).select_related("person", "college")
    return members if at_desk(user, duties) else members.carried_by(user, today)
