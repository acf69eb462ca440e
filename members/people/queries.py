"""What the pages of the register show: members as they stood on a day, found, filtered and sorted."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce, Concat, Lower, NullIf
from django.utils import timezone

from core.clock import database_now
from members.people.models import College, Member, Representative, Status, on_day
from members.people.terms import read_day

SORTS = {
    "number": ("number",),
    "name": ("sorted_name", "number"),
    "college": ("college_name", "number"),
    "admitted": ("-admitted_on", "number"),
}


@dataclass(frozen=True)
class Filters:
    """What the reader looks for; anything unknown is as if not asked."""

    day: date
    words: str = ""
    college: str = ""
    kind: str = ""
    status: str = ""
    sort: str = "number"

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filters":
        """Read the query string of the page."""
        kind, status, sort = (query.get(key, "") for key in ("kind", "status", "sort"))
        return cls(
            day=read_day(query.get("day", "")) or timezone.localdate(),
            words=query.get("q", "").strip()[:80],
            college=query.get("college", "")[:8],
            kind=kind if kind in Member.Kind.values else "",
            status=status if status in Status.values else "",
            sort=sort if sort in SORTS else "number",
        )


def register(chosen: Filters) -> QuerySet[Member]:
    """The seats as they stood on the chosen day; those not admitted by then only when asked for."""
    members: Any = Member.objects.as_of(chosen.day).select_related("person")
    members = members.annotate(sorted_name=_name()).filter(_words(chosen.words, private=True))
    if chosen.college:
        members = members.filter(college_code=chosen.college)
    if chosen.kind:
        members = members.filter(kind=chosen.kind)
    condition = Q(status=chosen.status) if chosen.status else ~Q(status=Status.AWAITED)
    return members.filter(condition).order_by(*SORTS[chosen.sort])


def directory(words: str) -> QuerySet[Member]:
    """What members see of each other: those on the register today who did not opt out, by name."""
    today = timezone.localdate()
    members: Any = Member.objects.on(today).filter(in_directory=True).as_of(today).select_related("person")
    return members.annotate(sorted_name=_name()).filter(_words(words, private=False)).order_by("sorted_name")


def _name() -> Any:
    person = Concat("person__family_name", Value(" "), "person__given_name")
    return Lower(Coalesce(NullIf("name", Value("")), person))


def _words(words: str, *, private: bool) -> Q:
    """Every word must be found somewhere; numbers, SIREN and addresses only at the desk."""
    condition = Q()
    for word in words.split():
        matches = Q(person__given_name__icontains=word) | Q(person__family_name__icontains=word)
        matches |= Q(name__icontains=word)
        if private:
            matches |= Q(person__email__icontains=word) | Q(siren__startswith=word)
            matches |= Q(number=int(word)) if word.isdecimal() and len(word) < 10 else Q()
        condition &= matches
    return condition


@dataclass(frozen=True)
class Term:
    """A college, from a day to a day; the present one has no end."""

    college: College
    from_on: date
    to_on: date | None
    decision: str = ""


def colleges_of(member: Member) -> list[Term]:
    """The colleges a member was in, oldest first, the present one last."""
    past = [
        Term(term.college, term.from_on, term.to_on, term.decision)
        for term in member.past_colleges.select_related("college")
    ]
    ends = [term.to_on for term in past if term.to_on]
    since = max(member.admitted_on, max(ends) + timedelta(days=1)) if ends else member.admitted_on
    return [*past, Term(member.college, since, member.left_on)]


def suspension(member: Member, day: date) -> tuple[date, str]:
    """Since when, and why, the rights of a member were suspended on a day on which they were."""
    past = member.past_suspensions.filter(on_day(day)).first()
    if past is not None:
        return past.from_on, past.because
    assert member.suspended_from is not None
    return member.suspended_from, member.suspended_because


def last_day(member: Member, day: date) -> date:
    """The last day of the stay that had ended before a day."""
    if member.left_on is not None and member.left_on < day:
        return member.left_on
    return member.past_stays.filter(to_on__lt=day).latest("to_on").to_on


def acting(member: Member, day: date) -> Any:
    """Whoever represents an organisation on a day, with those before."""
    terms = member.representatives.select_related("person").order_by("-from_on")
    current = terms.filter(on_day(day)).first()
    return {"current": current, "terms": list(terms)}


def college_names() -> dict[str, str]:
    """Map codes of colleges to their names, in their order."""
    return dict(College.objects.values_list("code", "name"))


def all_vote(colleges: Collection[str], day: date) -> bool:
    """Whether nobody but the members of some colleges may vote on a day."""
    members: Any = Member.objects.voting(day).as_of(day)
    return not members.exclude(college_code__in=colleges).exists()


def acting_today() -> dict[int, int]:
    """Who acts for each organisation today: member → person. A record date says which seats vote, not who acts for them."""
    acting = Representative.objects.filter(on_day(timezone.localdate(database_now())))
    return dict(acting.values_list("member_id", "person_id"))


def acting_now(member: Member) -> Representative | None:
    """The last person named to act for an organisation, whose term has no end."""
    return member.representatives.select_related("person").filter(to_on=None).first()


def college_since(member: Member) -> date:
    """The day on which a member entered their present college."""
    last = member.past_colleges.order_by("-to_on").first()
    return max(member.admitted_on, last.to_on + timedelta(days=1)) if last else member.admitted_on


def acting_for(member: Member) -> int | None:
    """Who acts for one seat today: its person, or who represents the organisation."""
    if member.person_id:
        return member.person_id
    today = timezone.localdate(database_now())
    return member.representatives.filter(on_day(today)).values_list("person", flat=True).first()
