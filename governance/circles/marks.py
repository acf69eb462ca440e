"""What stands beside the name of an author who holds no seat: what they are here, so that nobody passes for a member.

A member is called as the register calls them. Others choose their name, and are marked wherever it stands.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from governance.circles.standing import Standing, standings_of
from members.people.models import Duty, Member, Person, StakeholderGroup


def mark(people: Iterable[Person | None]) -> None:
    """Write beside each person, as `mark`, what they are here; nothing beside a member. Few questions, however many they are."""
    distinct = {id(person): person for person in people if person is not None}
    if not distinct:
        return
    standings = standings_of(list(distinct.values()))
    groups = _names({pk for standing in standings for pk in standing.groups})
    unplaced = {
        standing.person.pk
        for standing in standings
        if standing.person is not None and not _is_placed(standing)
    }
    seated = (
        set(Member.objects.filter(person__in=unplaced).values_list("person_id", flat=True))
        if unplaced
        else set()
    )
    for person, standing in zip(distinct.values(), standings, strict=True):
        person.mark = _mark(standing, groups, left=person.pk in seated)


def _is_placed(standing: Standing) -> bool:
    return bool(standing.seats or standing.circles or standing.roles or standing.held or standing.groups)


def _names(groups: set[int]) -> dict[int, str]:
    return dict(StakeholderGroup.objects.filter(pk__in=groups).values_list("pk", "name")) if groups else {}


def _mark(standing: Standing, groups: dict[int, str], *, left: bool) -> str:
    """The one thing that says most: a circle before a duty, a duty before a group."""
    person = standing.person
    if standing.seats or person is None or person.forgotten_at is not None:
        return ""
    if standing.circles or standing.roles:
        return _("person of a circle")
    if standing.held:
        return ", ".join(str(Duty(duty).label) for duty in sorted(standing.held))
    if standing.groups:
        return ", ".join(sorted(groups[pk] for pk in standing.groups))
    return _("former member") if left else _("neither member nor stakeholder")


def marked(person: Person) -> str:
    """A name with its mark, looked up if nobody has yet."""
    if person.mark is None:
        mark([person])
    return person.named
