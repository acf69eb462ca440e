"""Doors of meetings: members, the desk, whoever counts, whoever leads."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import Gone
from core.journal.queries import author_and_moment, last
from core.places import place
from governance.meetings.models import AgendaItem, Meeting
from members.people.access import at_desk, desk, is_member
from members.people.models import Member, Person
from members.people.staff import COUNTERS, KEEPERS, OBSERVERS


def insider(user: Person) -> None:
    """Let members and the desk in. Raises PermissionDenied."""
    if not is_insider(user):
        raise PermissionDenied


def is_insider(user: Person) -> bool:
    """Whether somebody may know of meetings: members, and those who keep the house."""
    return at_desk(user, OBSERVERS) or is_member(user)


def meeting(user: Person, pk: int) -> Meeting:
    """Lend a meeting to members and to the desk. Raises PermissionDenied, or 404."""
    insider(user)
    return get_object_or_404(Meeting.objects.select_related("chair__person", "follows", "second_call"), pk=pk)


def item(user: Person, pk: int, number: int) -> AgendaItem:
    """Lend a question of an agenda to whoever makes it. Raises PermissionDenied, Gone once it was taken off, or 404."""
    desk(user)
    agenda_item = meeting(user, pk).items.filter(number=number).first()
    if agenda_item is None:
        line = last("sitting.item_removed", sitting=pk, item=number)
        if line is None:
            raise Http404
        sentence = _("Question %(number)d was taken off the agenda on %(moment)s, by %(person)s.")
        address = place("meeting", pk)
        raise Gone(sentence % {"number": number, **author_and_moment(line)}, see=address)
    return agenda_item


def counted(user: Person, pk: int) -> Meeting:
    """Lend a meeting to whoever checks in, records paper and counts."""
    desk(user, COUNTERS)
    return meeting(user, pk)


def observed(user: Person, pk: int) -> Meeting:
    """Lend a meeting, with who carries which voice, to the desk and to its chair."""
    observed_meeting = meeting(user, pk)
    if not at_desk(user, OBSERVERS) and not chairs(user, observed_meeting):
        raise PermissionDenied
    return observed_meeting


def led(user: Person, pk: int) -> Meeting:
    """Lend a meeting to those who keep the registers, and to its chair: they open, close and call again."""
    led_meeting = meeting(user, pk)
    if not leads(user, led_meeting):
        raise PermissionDenied
    return led_meeting


def leads(user: Person, meeting: Meeting) -> bool:
    """Whether somebody leads a meeting: those who keep the registers, and its chair."""
    return at_desk(user, KEEPERS) or chairs(user, meeting)


def chairs(user: Person, meeting: Meeting) -> bool:
    """Whether somebody acts for the seat that chairs a meeting."""
    return meeting.chair_id is not None and meeting.chair_id in my_seats(user)


def my_seats(user: Person) -> dict[int, Member]:
    """The seats that a person acts for today, their own first."""
    today = timezone.localdate()
    seats = (
        Member.objects.on(today).carried_by(user, today).select_related("person").order_by("-kind", "number")
    )
    return {seat.pk: seat for seat in seats}
