"""Within which limits a member holds proxies, how many and of which college, and who has room for one more."""

from collections import Counter
from itertools import islice
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from core.clock import database_now
from governance.meetings.models import Meeting
from governance.proxies import voices as pure
from governance.proxies.models import Proxy
from governance.proxies.rules import MeetingRules, record_day_of
from members.people.models import Member, Person
from members.people.queries import acting_for, acting_today
from votes.rounds.models import Round

SUGGESTED = 3


def is_full(occasion: Meeting | Round, holder: Member, giver: Member, rules: MeetingRules) -> bool:
    """Whether a holder carries as many proxies as the code allows, one giver left out."""
    left = pure.remaining(rules.proxy, held_by(holder, occasion, rules, but=giver))
    return left is not None and left < 1


def held_by(
    holder: Member, occasion: Meeting | Round, rules: MeetingRules, *, but: Member | None = None
) -> int:
    """How many named proxies are held for an occasion by whoever the limit is counted for, one giver left out."""
    held = Proxy.objects.of(occasion).standing().filter(holder__in=under_one_limit(holder, occasion, rules))
    return (held.exclude(giver=but) if but is not None else held).count()


def under_one_limit(holder: Member, occasion: Meeting | Round, rules: MeetingRules) -> list[int]:
    """The seats that share one limit of proxies with this one, itself among them.

    They are those of the person who acts for it, or it alone, as the code says.
    """
    person = acting_for(holder) if rules.proxy.counted_per == "person" else None
    if person is None:
        return [holder.pk]
    seats = Member.objects.carried_by(Person(pk=person), timezone.localdate(database_now()))
    return list(seats.values_list("pk", flat=True))


def college_of(member: Member, occasion: Meeting | Round) -> str:
    """The college of a member on the day whose register counts."""
    day = record_day_of(occasion)
    return Member.objects.as_of(day).get(pk=member.pk).college_code


def too_many(occasion: Meeting | Round, holder: Member, giver: Member, rules: MeetingRules) -> str:
    """Say that a holder carries enough, and whom else to ask."""
    names = ", ".join(str(member) for member in suggested_holders(occasion, giver, rules))
    values = {"holder": holder, "most": rules.proxy.most, "others": names}
    if not names:
        return _("%(holder)s carries %(most)s proxies already, the most that the code allows.") % values
    return (
        _(
            "%(holder)s carries %(most)s proxies already, the most that the code allows. You may ask %(others)s."
        )
        % values
    )


def suggested_holders(occasion: Meeting | Round, giver: Member, rules: MeetingRules) -> list[Member]:
    """Members who could still hold a proxy: they kept their own voice, have room left, and are listed to others."""
    day = record_day_of(occasion)
    standing = Proxy.objects.of(occasion).standing()
    roll: Any = Member.objects.voting(day).as_of(day).filter(in_directory=True).exclude(pk=giver.pk)
    roll = roll.exclude(pk__in=standing.values("giver")).select_related("person").order_by("number")
    if isinstance(occasion, Round):
        roll = roll.filter(voices__round=occasion)
    if rules.proxy.same_college:
        roll = roll.filter(college_code=college_of(giver, occasion))
    acting = acting_today()
    named = standing.exclude(giver=giver).filter(holder__isnull=False)
    held = Counter(
        _unit(rules, seat, person or acting.get(seat))
        for seat, person in named.values_list("holder", "holder__person")
    )
    units = (
        (candidate, _unit(rules, candidate.pk, candidate.person_id or acting.get(candidate.pk)))
        for candidate in roll.iterator(200)
    )
    free = (member for member, unit in units if pure.remaining(rules.proxy, held[unit]) != 0)
    return list(islice(free, SUGGESTED))


def _unit(rules: MeetingRules, seat: int, person: int | None) -> str:
    return pure.unit(rules.proxy, str(seat), {str(seat): str(person)} if person else {})
