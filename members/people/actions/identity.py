"""Acts on who somebody is and where they are written to."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refusal
from core.stamps import still
from members.people.actions.addresses import give_address, note_correction
from members.people.addresses import may_move
from members.people.models import Person
from members.people.stamps import identity_stamp


@transaction.atomic
def enter_person(
    *, given_name: str, family_name: str, email: str | None, through: Person | None = None
) -> Person:
    """Enter somebody new, with an address of their own, a household's, or none; nothing of them is corrected by it.

    Raises Refusal when the address is somebody else's, or when both ways are given.
    """
    person = Person.objects.create_user(None)
    _write(person, given_name, family_name, email, through)
    return person


@transaction.atomic
def correct_identity(
    person: Person, *, given_name: str, family_name: str, email: str | None, through: Person | None = None,
    seen: str = "", actor: Person,
) -> None:  # fmt: skip
    """Correct who somebody is and where they are written to: an address of their own, or a household's.

    The address that was left hears of it. Raises Refusal when the new one is somebody else's, when both ways are
    given, in a circle, or where they hold a duty and `actor` is no other administrator; Overtaken when they are called,
    or written to, otherwise than was `seen`.
    """
    person = Person.objects.select_for_update(of=("self",)).select_related("mail_through").get(pk=person.pk)
    still(
        seen, identity_stamp(person), stands=", ".join(text for text in (str(person), person.mail_to) if text)
    )
    was = person.mail_to
    if (email or "").lower() != (person.email or "") or through != person.mail_through:
        may_move(person, actor)
    _write(person, given_name, family_name, email, through)
    note_correction(person, was=was, actor=actor)


def _write(
    person: Person, given_name: str, family_name: str, email: str | None, through: Person | None
) -> None:
    """Write who somebody is and where they are written to. Raises Refusal."""
    email = email.lower() if email else None
    if email and through is not None:
        raise Refusal(_("Give an address of their own, or the person they are reached through: not both."))
    _is_free(email, person)
    _may_lend(through, person)
    moved = email != person.email
    person.given_name, person.family_name = given_name, family_name
    person.email, person.mail_through = email, through
    person.save(update_fields=["given_name", "family_name", "email", "mail_through"])
    if moved:
        give_address(person)


def _is_free(email: str | None, person: Person) -> None:
    holder = Person.objects.filter(email=email).exclude(pk=person.pk).first() if email else None
    if holder is not None:
        raise Refusal(
            _(
                "This address is that of %(person)s. If they share it, leave it empty and name %(person)s below."
            )
            % {"person": holder}
        )


def _may_lend(through: Person | None, person: Person) -> None:
    if through is None:
        return
    if through.pk == person.pk or not through.email:
        raise Refusal(_("Choose somebody else, who has an address of their own."))
    if person.household.exists():
        raise Refusal(_("Others are reached through %(person)s: change that first.") % {"person": person})
