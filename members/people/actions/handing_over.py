"""A seat changes hands: whoever acts for it no more hears of it, by whichever act or page it was taken.

Looked at before and after, since those whom an act leaves in place are not those whom it concerns. Administrators hear
as well where whoever did it acts for the seat now, and where no mail could have warned anybody.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date

from django.db.models import Q
from django.utils import timezone

from core.journal.actions import record
from members.people.models import Person, Representative

# Who acts for a seat, today or one day, and their last day.
Bearers = dict[Person, date]


@contextmanager
def handing_over(seats: Collection[int], *, actor: Person | None, entering: bool = False) -> Iterator[None]:
    """Do within what may change who acts for some seats, in a transaction of yours.

    `entering` seats that are new, which are taken from nobody; where `actor` is None, nobody did it to anybody.
    """
    before = _bearers(seats)
    yield
    if actor is None:
        return
    after = _bearers(seats)
    for seat in seats:
        _note_losses(seat, before[seat], after[seat], actor, entering)


def _bearers(seats: Collection[int]) -> dict[int, Bearers]:
    bearers: dict[int, Bearers] = {seat: {} for seat in seats}
    people = Person.objects.select_related("mail_through", "seat").filter(seat__in=seats)
    for person in people:
        bearers[person.seat.pk][person] = date.max
    lasting = Q(to_on=None) | Q(to_on__gte=timezone.localdate())
    terms = Representative.objects.filter(lasting, member__in=seats)
    for term in terms.select_related("person__mail_through"):
        known = bearers[term.member_id].get(term.person, date.min)
        bearers[term.member_id][term.person] = max(known, term.to_on or date.max)
    return bearers


def _note_losses(seat: int, before: Bearers, after: Bearers, actor: Person, entering: bool) -> None:
    """Write a line for each who loses the seat; where nobody else does, one that administrators alone may hear."""
    lost = {
        person: after.get(person) for person, last in before.items() if after.get(person, date.min) < last
    }
    newcomers = [person for person in after if person not in before]
    if not lost and (entering or not newcomers):
        return
    losers: list[Person | None] = [person for person in lost if person != actor]
    own = actor in newcomers
    unwarned = bool(losers or not lost) and not _warned(lost, [actor, *newcomers])
    if own or unwarned:
        losers = losers or [None]
    for person in losers:
        until = lost.get(person) if person else None
        _note(seat, person, until, own=own, unwarned=unwarned, actor=actor)


def _warned(people: Collection[Person], instead: Iterable[Person]) -> bool:
    """Whether a mail reaches one of them at an address that is not read by those who are there in their place."""
    read = {person.mail_to for person in instead} | {""}
    # As they are now: a row that was merged away hears of nothing.
    active = set(
        Person.objects.filter(pk__in=[person.pk for person in people], is_active=True).values_list(
            "pk", flat=True
        )
    )
    return any(person.pk in active and person.mail_to not in read for person in people)


def _note(
    seat: int, person: Person | None, until: date | None, *, own: bool, unwarned: bool, actor: Person
) -> None:
    record(
        "member.handed_over", actor=actor, topics=[f"member.{seat}"], member=seat, person=person.pk if person else None,
        until=until.isoformat() if until else None, own=own, unwarned=unwarned,
    )  # fmt: skip
