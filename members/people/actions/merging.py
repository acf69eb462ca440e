"""Two rows that are one person: the act that makes them one."""

from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from core.errors import Refusal
from core.journal.actions import record
from members.people.actions.addresses import give_address, note_correction
from members.people.actions.handing_over import handing_over
from members.people.addresses import may_move
from members.people.models import Member, Person

# Written once and never changed: who signed a line stays who signed it.
WRITTEN_ONCE = {"journal.entry", "shares.movement", "decisions.decision"}
# Ways in are never handed from one account to another: who merges two rows may be mistaken.
WAYS_IN = {"account.emailaddress", "usersessions.usersession", "mfa.authenticator"}
# Where both have the same thing, one of the two is enough.
ENOUGH_ONCE = {"circles.membership", "notifications.notice", "people.stake", "people.staffrole"}


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
        note_correction(kept, was=address, actor=actor)
    if bare and kept.mail_to:
        note_correction(kept, was="", actor=actor, first=True)
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
