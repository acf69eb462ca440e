"""Doors of proxies: members at a meeting, each at their own voices, the desk, the chair."""

from typing import Any

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from governance.meetings.access import my_seats
from governance.proxies.models import Proxy
from members.people.access import at_desk
from members.people.models import Member, Person
from members.people.staff import OBSERVERS
from votes.rounds.models import Round


def seat(user: Person, number: int) -> Member:
    """Lend a seat to whoever acts for it; to others it does not exist here."""
    for own_seat in my_seats(user).values():
        if own_seat.number == number:
            return own_seat
    raise Http404


def open_round(user: Person, pk: int) -> Round:
    """Lend a round to whoever acts for a seat on its roll."""
    rounds = Round.objects.filter(pk=pk, voices__member__in=my_seats(user)).distinct()
    return get_object_or_404(rounds)


def given_proxy(user: Person, pk: int) -> Proxy:
    """Lend a proxy to whoever acts for its giver."""
    return get_object_or_404(_proxies(), pk=pk, giver__in=my_seats(user))


def held_proxy(user: Person, pk: int) -> Proxy:
    """Lend a proxy to whoever acts for its holder, or for the chair when it is blank."""
    seats = my_seats(user)
    is_held = Q(holder__in=seats) | Q(holder=None, meeting__chair__in=seats)
    return get_object_or_404(_proxies().filter(is_held), pk=pk)


def read(user: Person, pk: int) -> Proxy:
    """Lend a proxy, with its scan, to both sides and to the desk."""
    return get_object_or_404(proxies(user), pk=pk)


def proxies(user: Person) -> Any:
    """The proxies that somebody may read: both sides their own, the desk all."""
    if at_desk(user, OBSERVERS):
        return _proxies()
    seats = my_seats(user)
    sides = Q(giver__in=seats) | Q(holder__in=seats) | Q(meant_for__in=seats)
    return _proxies().filter(sides | Q(holder=None, meeting__chair__in=seats))


def _proxies() -> Any:
    return Proxy.objects.select_related(
        "giver__person", "holder__person", "meant_for__person", "meeting__chair", "round"
    )
