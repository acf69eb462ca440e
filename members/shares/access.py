"""Doors of the register of shares: administrators at the desk, each member at their own account."""

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from members.people.access import at_desk, desk
from members.people.models import Member, Person
from members.shares.models import Movement


def account(user: Person, number: int) -> Member:
    """Lend a seat to administrators and to whoever acts for it today; to others it does not exist."""
    seats: Any = Member.objects.select_related("person", "college")
    if not at_desk(user):
        seats = seats.carried_by(user, timezone.localdate())
    return get_object_or_404(seats, number=number)


def line(user: Person, no: int) -> Movement:
    """Lend a line of the register to the desk."""
    desk(user)
    movement = Movement.objects.select_related("holder_from", "holder_to").filter(no=no).first()
    if movement is None:
        raise Http404
    return movement
