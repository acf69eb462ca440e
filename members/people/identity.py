"""Acts on people: where they are written to, whose household they share, two rows that are one person."""

from datetime import date

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from core.errors import Refusal
from core.journal.actions import record
from core.stamps import stamp, still
from members.people.addresses import give_address, may_move, note
from members.people.handing_over import handing_over
from members.people.models import Member, Person, Stake, StakeholderGroup

# Written once and never changed: who signed a line stays who signed it.
WRITTEN_ONCE = {"journal.entry", "shares.movement", "decisions.decision"}
# Ways in are never handed from one account to another: who merges two rows may be mistaken.
WAYS_IN = {"account.emailaddress", "usersessions.usersession", "mfa.authenticator"}
# Where both have the same thing, one of the two is enough.
ENOUGH_ONCE = {"circles.membership", "notifications.notice", "people.stake", "people.staffrole"}


@transaction.atomic
def join_group(person: Person, group: StakeholderGroup, *, on: date, actor: Person | None = None) -> Stake:
    """Count a person among a stakeholder group from a day."""
    stake, _created = Stake.objects.get_or_create(
        person=person, group=group, to_on=None, defaults={"from_on": on}
    )
    record("stake.joined", actor=actor, topics=[f"group.{group.code}"], person=person.pk)
    return stake


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
    still(seen, identity_stamp(person), stands=", ".join(one for one in (str(person), person.mail_to) if one))
    was = person.mail_to
    if (email or "").lower() != (person.email or "") or through != person.mail_through:
        may_move(person, actor)
    _write(person, given_name, family_name, email, through)
    note(person, was=was, actor=actor)


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


def identity_stamp(person: Person) -> str:
    """The stamp of how somebody is called and written to, for the form that corrects it."""
    return stamp(person.given_name, person.family_name, person.email, person.mail_through_id)


def _is_free(email: str | None, person: Person) -> None:
    other = Person.objects.filter(email=email).exclude(pk=person.pk).first() if email else None
    if other is not None:
        raise Refusal(
            _(
                "This address is that of %(person)s. If they share it, leave it empty and name %(person)s below."
            )
            % {"person": other}
        )


def _may_lend(through: Person | None, person: Person) -> None:
    if through is None:
        return
    if through.pk == person.pk or not through.email:
        raise Refusal(_("Choose somebody else, who has an address of their own."))
    if person.household.exists():
        raise Refusal(_("Others are reached through %(person)s: change that first.") % {"person": person})


def same_household(one: Person, other: Person) -> bool:
    """Whether two people share an address: whoever reads the mails of one reads those of the other."""
    roots = {one.mail_through_id or one.pk, other.mail_through_id or other.pk}
    return len(roots) == 1 and one.pk != other.pk


@transaction.atomic
def note_switch(person: Person, other: Person) -> None:
    """Note that somebody goes on as another of their household, who is told."""
    record("person.switched", actor=person, topics=[f"person.{other.pk}"], person=other.pk)


@transaction.atomic
def merge(kept: Person, other: Person, *, actor: Person) -> int:
    """Make two rows one person: what leads to `other` leads to `kept` from now on; return how many rows moved.

    What was written once keeps its signature, so the other row stays, without name or way in; the address that
    leads nowhere from now on hears of it, and where none does, the other administrators. Raises Refusal when both hold a seat on the register, since shares and
    voices of two seats are never mixed, and where somebody with a duty loses their address to themselves.
    """
    kept, other = _both(kept, other)
    _one_seat(kept, other)
    lost = _lost(kept, other, actor)
    for may_be_one in settings.MERGE_CHECKS:
        import_string(may_be_one)(kept, other)
    bare = not kept.mail_to
    with handing_over(_seats(kept, other), actor=actor):
        moved = sum(_move(model, field, other, kept) for model, field in _leading_to(Person))
        _take_over(kept, other)
    record("person.merged", actor=actor, topics=[f"person.{kept.pk}"], person=kept.pk, other=other.pk)
    for address in lost:
        note(kept, was=address, actor=actor)
    if bare and kept.mail_to:
        note(kept, was="", actor=actor, first=True)
    return moved


def _seats(*people: Person) -> list[int]:
    """The seats that any of them holds, or ever represented."""
    theirs = Q(person__in=people) | Q(representatives__person__in=people)
    return list(Member.objects.filter(theirs).values_list("pk", flat=True).distinct())


def _lost(kept: Person, other: Person, actor: Person) -> list[str]:
    """The addresses that nobody is written to at any more once both are one person. Raises Refusal."""
    stays = kept.email or other.email or kept.mail_to
    leaving = [one for one in (kept, other) if one.mail_to and one.mail_to != stays]
    for one in leaving:
        may_move(one, actor)
    return [one.mail_to for one in leaving]


def _both(kept: Person, other: Person) -> tuple[Person, Person]:
    if kept.pk == other.pk:
        raise Refusal(_("Choose two different people."))
    rows = Person.objects.select_for_update(of=("self",)).in_bulk([kept.pk, other.pk])
    kept, other = rows[kept.pk], rows[other.pk]
    if kept.merged_into_id or other.merged_into_id:
        raise Refusal(_("One of them was merged already: look at the one that is left."))
    return kept, other


def _one_seat(kept: Person, other: Person) -> None:
    seats = {seat.person_id: seat for seat in Member.objects.filter(person__in=[kept, other])}
    if len(seats) == 2:
        raise Refusal(
            _(
                "Both hold a seat (numbers %(one)d and %(other)d). Transfer the shares of one to the other and record its departure; two seats are never mixed."
            )
            % {"one": seats[kept.pk].number, "other": seats[other.pk].number}
        )


def _leading_to(model: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    """Every (model, field) that points to a person, whichever room it is of."""
    found = []
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        owner = relation.related_model
        if owner._meta.label_lower not in WRITTEN_ONCE and owner in apps.get_models(
            include_auto_created=True
        ):
            found.append((owner, relation.field.name))
    return found


def _move(model: type[models.Model], field: str, other: Person, kept: Person) -> int:
    """Point the rows of one kind to the other person; where both have the same, one is enough."""
    rows, moved = model._base_manager.filter(**{field: other}), 0
    if model._meta.label_lower in WAYS_IN:
        rows.delete()
    for row in rows:
        try:
            with transaction.atomic():
                model._base_manager.filter(pk=row.pk).update(**{field: kept})
            moved += 1
        except IntegrityError:
            if model._meta.auto_created or model._meta.label_lower in ENOUGH_ONCE:
                model._base_manager.filter(pk=row.pk).delete()
    return moved


def _take_over(kept: Person, other: Person) -> None:
    email = other.email
    other.email, other.is_active, other.is_staff, other.merged_into = None, False, False, kept
    other.mail_through = None
    other.set_unusable_password()
    other.save()
    if kept.email is None and email:
        kept.email, kept.mail_through = email, None
    kept.given_name = kept.given_name or other.given_name
    kept.family_name = kept.family_name or other.family_name
    kept.save()
    give_address(kept)
