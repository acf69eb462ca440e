"""The capital of Les Lisières before the year begins: 825 shares, and the slips of a real register."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from core.clock import living_at
from demo.people import Town
from members.joining.actions.applications import apply
from members.people.models import College, Member
from members.shares.actions import correct, subscribe, transfer

# Shares of each member of a college; of the last college, six hold four and two hold three: 825 in all.
HALVES = ("Vidal", "Wery")
EACH = {"F": 40, "S": 20, "U": 5, "P": 20, "C": 4}


def hold_shares() -> None:
    """Enter everybody's subscription on the day of their admission, oldest first."""
    founders = Member.objects.order_by("admitted_on", "number")
    smaller = [m.pk for m in Member.objects.filter(college__code="C").order_by("-number")[:2]]
    for member in founders.select_related("college", "person"):
        shares = 3 if member.pk in smaller else EACH[member.college.code]
        _on(member.admitted_on, partial(subscribe, member, shares, on=member.admitted_on))
    _slip()
    _half()


def knock(town: Town, now: datetime) -> None:
    """A client of the workshop asks to join; nobody has answered yet."""
    with living_at(now - timedelta(days=3)):
        apply(
            town.person("Rosa Ferreira"),
            college=College.objects.get(code="U"),
            shares=2,
            postal_address="61 rue du Canal, Villerive",
            why="Je viens depuis un an à l’atelier du samedi. J’aimerais voter sur ce qui s’y décide, et tenir le comptoir.",
        )


def _slip() -> None:
    """Two shares change hands; five are entered to the wrong member, and corrected the next day."""
    first, second = Member.objects.filter(college__code="U").select_related("person")[:2]
    day = timezone.localdate() - timedelta(days=410)
    _on(day, lambda: transfer(first, second, 2, on=day))
    wrong = _on(day, lambda: subscribe(second, 5, on=day))
    after = day + timedelta(days=1)
    _on(after, lambda: correct(wrong, on=after, note="Saisie deux fois"))


def _half() -> None:
    """A partner passes half of their shares on, and keeps ten."""
    first, second = Member.objects.filter(person__family_name__in=HALVES).order_by("number")
    day = timezone.localdate() - timedelta(days=405)
    _on(day, lambda: transfer(second, first, EACH["P"] // 2, on=day))


def _on(day: date, act: Callable[[], Any]) -> Any:
    noon = timezone.make_aware(datetime.combine(day, time(12)))
    with living_at(noon):
        return act()
