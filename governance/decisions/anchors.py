"""Anchors: each day's last seal of the journal, sent to those whom the code names, so that it is kept outside this house.

Whoever owns the database can write another history, and other seals under it. They cannot change what somebody has in
their mailbox, on paper, or in mind.
"""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from core.clock import database_now
from core.outbox.watch import Trouble
from governance.code.in_force import NoCode, in_force
from members.people.models import Person
from members.people.staff import Duty, staff

KIND = "journal.anchored"
WITNESSES = {
    "nobody": frozenset[str](),
    "tellers": frozenset({Duty.TELLER}),
    "auditors": frozenset({Duty.AUDITOR}),
    "both": frozenset({Duty.TELLER, Duty.AUDITOR}),
}


def witnesses(day: date) -> list[Person]:
    """Who receives the anchors of a day: those with a duty that the code names, and an address."""
    try:
        named = in_force(day).value("proofs.witnesses")
    except NoCode:
        return []
    duties = WITNESSES[named]
    return list(staff(duties, day).exclude(pk__in=Person.objects.unreachable())) if duties else []


def of_witnesses() -> Iterator[Trouble]:
    """Whether there is a code, and nobody outside holds what it proves."""
    today = timezone.localdate(database_now())
    try:
        in_force(today)
    except NoCode:
        return
    if not witnesses(today):
        yield Trouble(
            _(
                "Nobody receives the daily fingerprints of the register and of the journal: they prove little while this site alone keeps them. Say in the code social who does, and give somebody that duty."
            )
        )
