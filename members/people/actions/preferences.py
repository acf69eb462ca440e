"""Acts on what a member says of their own seat."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clock import database_now
from core.journal.actions import record
from core.stamps import still
from members.people.actions.seats import hold
from members.people.models import Member, Person
from members.people.stamps import preferences_stamp


@transaction.atomic
def set_preferences(
    member: Member, *, postal_address: str, in_directory: bool, e_notices: bool, shows_email: bool = False,
    seen: str = "", actor: Person | None = None,
) -> None:  # fmt: skip
    """Note what a member says of their seat; the day of an agreement to notices by e-mail is kept.

    Raises Overtaken when the member, or the desk, said otherwise than was `seen`.
    """
    member = hold(member)
    still(seen, preferences_stamp(member), stands=_preferred(member))
    member.postal_address, member.in_directory = postal_address, in_directory
    member.shows_email = shows_email
    if not e_notices:
        member.e_notice_on = None
    elif member.e_notice_on is None:
        member.e_notice_on = timezone.localdate(database_now())
    member.save(update_fields=["postal_address", "in_directory", "shows_email", "e_notice_on"])
    record("member.preferences", actor=actor, topics=[f"member.{member.pk}"], e_notices=e_notices)


def _preferred(member: Member) -> str:
    """What a member said of their seat, in one line."""
    preferences = [
        " ".join(member.postal_address.split()) or _("no postal address"),
        _("in the directory") if member.in_directory else _("not in the directory"),
        _("e-mail shown") if member.shows_email else _("e-mail not shown"),
        _("convened by e-mail") if member.e_notice_on else _("not convened by e-mail"),
    ]
    return ", ".join(preferences)
