"""Acts on seats: admit, suspend, give rights back, change college, leave."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
from core.numbering import next_number
from core.prose.days import date_format
from members.people.models import College, Member, Person
from members.people.queries import college_since


@transaction.atomic
def admit(
    *,
    college: College,
    on: date,
    person: Person | None = None,
    name: str = "",
    siren: str = "",
    decision: str = "",
    actor: Person | None = None,
) -> Member:
    """Enter a seat in the register: a natural person, or an organisation by its name.

    Who left comes back to the seat they had, which keeps its number and its past; an organisation is
    known again by its SIREN. Raises Refusal when they hold a seat on that day already.
    """
    known = _former_seat(person, siren)
    if known is not None:
        return _readmit(known, name, college, on=on, decision=decision, actor=actor)
    member = Member.objects.create(
        number=next_number(Member),
        kind=Member.Kind.NATURAL if person else Member.Kind.LEGAL,
        person=person,
        name="" if person else name,
        siren=siren,
        college=college,
        admitted_on=on,
        admitted_by=decision,
    )
    record("member.admitted", actor=actor, topics=[f"member.{member.pk}"], number=member.number)
    return member


def _former_seat(person: Person | None, siren: str) -> Member | None:
    seats = Member.objects.select_for_update(of=("self",)).select_related("person", "college")
    if person is not None:
        return seats.filter(person=person).first()
    return seats.filter(kind=Member.Kind.LEGAL, siren=siren).first() if siren else None


def _readmit(
    member: Member, name: str, college: College, *, on: date, decision: str, actor: Person | None
) -> Member:
    """Begin a new stay on a seat whose member left; the stay that ended is kept beside it."""
    if member.left_on is None or member.left_on >= on:
        raise Refusal(_("%(person)s already holds a seat.") % {"person": member})
    member.past_colleges.create(
        college_id=member.college_id, from_on=college_since(member), to_on=member.left_on
    )
    if member.suspended_from is not None and member.suspended_from <= member.left_on:
        _file_suspension(member, member.left_on)
    member.past_stays.create(
        from_on=member.admitted_on, to_on=member.left_on, admitted_by=member.admitted_by,
        left_because=member.left_because, left_by=member.left_by,
    )  # fmt: skip
    member.name = "" if member.person else name
    member.college, member.admitted_on, member.admitted_by = college, on, decision
    member.left_on, member.left_because, member.left_by = None, "", ""
    member.suspended_from = member.suspended_to = None
    member.suspended_because = ""
    member.save()
    topics = [f"member.{member.pk}"]
    record("member.admitted", actor=actor, topics=topics, number=member.number, again=True)
    return member


def _file_suspension(member: Member, last: date) -> None:
    """Keep the suspension noted on the seat beside it; it lasted until `last` at most."""
    assert member.suspended_from is not None
    end = min(member.suspended_to, last) if member.suspended_to else last
    member.past_suspensions.create(from_on=member.suspended_from, to_on=end, because=member.suspended_because)


@transaction.atomic
def suspend(
    member: Member, *, on: date, because: str = "", until: date | None = None, actor: Person | None = None
) -> None:
    """Suspend a member's rights from a day, and until another if it is known; the seat stays in the register.

    A suspension that ended before is kept beside the seat. Raises Refusal when the term ends before it
    starts, overlaps another one, or the member is not on the register that day.
    """
    member = hold(member)
    _on_the_register(member, on)
    if until is not None and until < on:
        raise Refusal(_("This term ends before it starts. Pick a later end."))
    _not_suspended_since(member, on)
    if member.suspended_from is not None:
        _file_suspension(member, on - timedelta(days=1))
    member.suspended_from, member.suspended_to, member.suspended_because = on, until, because
    member.save(update_fields=["suspended_from", "suspended_to", "suspended_because"])
    record("member.suspended", actor=actor, topics=[f"member.{member.pk}"], on=on.isoformat())


def _not_suspended_since(member: Member, on: date) -> None:
    """Suspensions follow each other: a new one starts after the last one has ended."""
    terms = [(term.from_on, term.to_on) for term in member.past_suspensions.all()]
    if member.suspended_from is not None:
        terms.append((member.suspended_from, member.suspended_to or date.max))
    if any(end >= on for _start, end in terms):
        since = date_format(max(start for start, _end in terms))
        raise Refusal(
            _(
                "The rights of %(member)s are suspended from %(since)s already: give them back first, or take a day after that suspension."
            )
            % {"member": member, "since": since}
        )


@transaction.atomic
def restore(member: Member, *, on: date, actor: Person | None = None) -> None:
    """Give a member's rights back from a day: the suspension ends the day before."""
    member = hold(member)
    if member.suspended_from is None or (member.suspended_to is not None and member.suspended_to < on):
        raise Refusal(_("The rights of %(member)s are whole already.") % {"member": member})
    last = on - timedelta(days=1)
    if last < member.suspended_from:
        # It never had effect: as if it had not been.
        member.suspended_from = member.suspended_to = None
        member.suspended_because = ""
    else:
        member.suspended_to = last
    member.save(update_fields=["suspended_from", "suspended_to", "suspended_because"])
    record("member.restored", actor=actor, topics=[f"member.{member.pk}"], on=on.isoformat())


@transaction.atomic
def change_college(
    member: Member, college: College, *, on: date, decision: str = "", actor: Person | None = None
) -> None:
    """Move a member to another college from a day; the former one is kept with its dates.

    Raises Refusal when it is the same college, or the day is not after the last change and not in the future.
    """
    member = hold(member)
    _on_the_register(member, on)
    since = college_since(member)
    if member.college_id == college.pk:
        raise Refusal(_("%(member)s is in this college already.") % {"member": member})
    if not since < on <= timezone.localdate(database_now()):
        raise Refusal(
            _("Pick a day after %(since)s, when the present college began, and not in the future.")
            % {"since": date_format(since)}
        )
    member.past_colleges.create(
        college_id=member.college_id, from_on=since, to_on=on - timedelta(days=1), decision=decision
    )
    member.college = college
    member.save(update_fields=["college"])
    record("member.college_changed", actor=actor, topics=[f"member.{member.pk}"], college=college.code)


@transaction.atomic
def leave(
    member: Member, *, on: date, because: str = "", decision: str = "", actor: Person | None = None
) -> None:
    """End a membership: the day named is the last one. The seat stays in the register, with its past.

    Raises Refusal when the member left already, or the day is before the admission.
    """
    member = hold(member)
    if member.left_on is not None:
        left = date_format(member.left_on)
        raise Refusal(_("%(member)s left on %(day)s already.") % {"member": member, "day": left})
    if on < member.admitted_on:
        raise Refusal(_("A member leaves on or after the day of admission."))
    member.left_on, member.left_because, member.left_by = on, because, decision
    member.save(update_fields=["left_on", "left_because", "left_by"])
    record("member.left", actor=actor, topics=[f"member.{member.pk}"], on=on.isoformat())


@transaction.atomic
def resign(member: Member, *, on: date, because: str = "", first: date, actor: Person) -> None:
    """Leave by the member's own will: `on` is their last day, `first` the earliest that the code allows.

    Whoever keeps the register is told. Raises Refusal when the day is too early, or they left already.
    """
    if on < first:
        raise Refusal(
            _("The last day of a membership is %(day)s at the earliest: choose that day or a later one.")
            % {"day": date_format(first)}
        )
    leave(member, on=on, because=because, actor=actor)
    record(
        "member.resigned", actor=actor, topics=[f"member.{member.pk}"], member=member.pk, on=on.isoformat()
    )


@transaction.atomic
def note_seat_corrected(member: Member, *, actor: Person) -> None:
    """Note that the back office corrected a seat; whoever acts for it is told, as of what the desk does to it."""
    record("member.corrected", actor=actor, topics=[f"member.{member.pk}"])


def hold(member: Member) -> Member:
    """Hold the seat, as it is now, until the act is done."""
    return (
        Member.objects.select_for_update(of=("self",)).select_related("person", "college").get(pk=member.pk)
    )


def _on_the_register(member: Member, on: date) -> None:
    if on < member.admitted_on or (member.left_on is not None and on > member.left_on):
        raise Refusal(
            _("%(member)s was not on the register on %(day)s: take a day of their membership.")
            % {"member": member, "day": date_format(on)}
        )
