"""The stamps of what forms about people and seats are filled in from (core/stamps.py)."""

from core.stamps import stamp
from members.people.models import Member, Person
from members.people.queries import acting_now


def acting_stamp(member: Member) -> str:
    """The stamp of who acts for an organisation, for the form that names somebody else."""
    current = acting_now(member)
    return stamp(current and current.pk)


def preferences_stamp(member: Member) -> str:
    """The stamp of what a member said of their seat, for the form that says it anew."""
    return stamp(member.postal_address, member.in_directory, member.shows_email, member.e_notice_on)


def identity_stamp(person: Person) -> str:
    """The stamp of how somebody is called and written to, for the form that corrects it."""
    return stamp(person.given_name, person.family_name, person.email, person.mail_through_id)
