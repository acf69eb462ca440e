"""Acts on who acts for an organisation."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refusal
from core.journal.actions import record
from core.stamps import still
from members.people.actions.handing_over import handing_over
from members.people.actions.seats import hold
from members.people.models import Member, Person, Representative
from members.people.queries import acting_now
from members.people.stamps import acting_stamp


@transaction.atomic
def name_representative(
    member: Member, person: Person, *, on: date, entering: bool = False, seen: str = "", actor: Person | None = None
) -> Representative:  # fmt: skip
    """Let a person act for an organisation from a day; whoever did so before stops the day before, and hears of it.

    `entering` the organisation: nobody is told that nobody acted for it before. Raises Refusal for a natural person,
    Overtaken when somebody else was named than was `seen`.
    """
    if member.kind != Member.Kind.LEGAL:
        raise Refusal(_("Only an organisation is represented; a person acts for themselves."))
    hold(member)
    current = acting_now(member)
    still(seen, acting_stamp(member), stands=str(current.person) if current else _("nobody"))
    with handing_over([member.pk], actor=actor, entering=entering):
        if current is not None:
            current.to_on = max(current.from_on, on - timedelta(days=1))
            current.save(update_fields=["to_on"])
        fresh = Representative.objects.create(member=member, person=person, from_on=on)
    record("member.represented", actor=actor, topics=[f"member.{member.pk}"], person=person.pk)
    return fresh
