"""Doors of proxies: members at a meeting, each at their own voices, the desk, the chair."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import Gone
from core.journal.queries import last, who_and_when
from governance.proxies.models import Item, Proxy, Sitting
from members.people.access import at_desk, desk, is_member
from members.people.models import Member, Person
from members.people.staff import COUNTERS, KEEPERS, OBSERVERS
from votes.rounds.models import Round


def insider(user: Person) -> None:
    """Let members and the desk in. Raises PermissionDenied."""
    if not is_insider(user):
        raise PermissionDenied


def is_insider(user: Person) -> bool:
    """Whether somebody may know of meetings: members, and those who keep the house."""
    return at_desk(user, OBSERVERS) or is_member(user)


def sitting(user: Person, pk: int) -> Sitting:
    """Lend a meeting to members and to the desk. Raises PermissionDenied, or 404."""
    insider(user)
    return get_object_or_404(Sitting.objects.select_related("chair__person", "follows", "second_call"), pk=pk)


def item(user: Person, pk: int, number: int) -> Item:
    """Lend a question of an agenda to whoever makes it. Raises PermissionDenied, Gone once it was taken off, or 404."""
    desk(user)
    found = sitting(user, pk).items.filter(number=number).first()
    if found is None:
        line = last("sitting.item_removed", sitting=pk, item=number)
        if line is None:
            raise Http404
        said = _("Question %(number)d was taken off the agenda on %(moment)s, by %(person)s.")
        see = reverse("proxies:sitting", args=[pk])
        raise Gone(said % {"number": number, **who_and_when(line)}, see=see)
    return found


def counted(user: Person, pk: int) -> Sitting:
    """Lend a meeting to whoever checks in, records paper and counts."""
    desk(user, COUNTERS)
    return sitting(user, pk)


def observed(user: Person, pk: int) -> Sitting:
    """Lend a meeting, with who carries which voice, to the desk and to its chair."""
    found = sitting(user, pk)
    if not at_desk(user, OBSERVERS) and not chairs(user, found):
        raise PermissionDenied
    return found


def led(user: Person, pk: int) -> Sitting:
    """Lend a meeting to those who keep the registers, and to its chair: they open, close and call again."""
    found = sitting(user, pk)
    if not leads(user, found):
        raise PermissionDenied
    return found


def leads(user: Person, sitting: Sitting) -> bool:
    """Whether somebody leads a meeting: those who keep the registers, and its chair."""
    return at_desk(user, KEEPERS) or chairs(user, sitting)


def chairs(user: Person, sitting: Sitting) -> bool:
    """Whether somebody acts for the seat that chairs a meeting."""
    return sitting.chair_id is not None and sitting.chair_id in my_seats(user)


def my_seats(user: Person) -> dict[int, Member]:
    """The seats that a person acts for today, their own first."""
    today = timezone.localdate()
    seats = (
        Member.objects.on(today).carried_by(user, today).select_related("person").order_by("-kind", "number")
    )
    return {seat.pk: seat for seat in seats}


def seat(user: Person, number: int) -> Member:
    """Lend a seat to whoever acts for it; to others it does not exist here."""
    for mine in my_seats(user).values():
        if mine.number == number:
            return mine
    raise Http404


def open_round(user: Person, pk: int) -> Round:
    """Lend a round to whoever acts for a seat on its roll."""
    mine = Round.objects.filter(pk=pk, voices__member__in=my_seats(user)).distinct()
    return get_object_or_404(mine)


def given(user: Person, pk: int) -> Proxy:
    """Lend a proxy to whoever acts for its giver."""
    return get_object_or_404(_proxies(), pk=pk, giver__in=my_seats(user))


def held(user: Person, pk: int) -> Proxy:
    """Lend a proxy to whoever acts for its holder, or for the chair when it is blank."""
    seats = my_seats(user)
    mine = Q(holder__in=seats) | Q(holder=None, sitting__chair__in=seats)
    return get_object_or_404(_proxies().filter(mine), pk=pk)


def read(user: Person, pk: int) -> Proxy:
    """Lend a proxy, with its scan, to both sides and to the desk."""
    return get_object_or_404(proxies(user), pk=pk)


def proxies(user: Person) -> Any:
    """The proxies that somebody may read: both sides their own, the desk all."""
    if at_desk(user, OBSERVERS):
        return _proxies()
    seats = my_seats(user)
    sides = Q(giver__in=seats) | Q(holder__in=seats) | Q(meant_for__in=seats)
    return _proxies().filter(sides | Q(holder=None, sitting__chair__in=seats))


def _proxies() -> Any:
    return Proxy.objects.select_related(
        "giver__person", "holder__person", "meant_for__person", "sitting__chair", "round"
    )
