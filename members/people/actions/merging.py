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
def merge(main: Person, duplicate: Person, *, actor: Person) -> int:
    """Make two rows one person: what leads to `duplicate` leads to `main` from now on; return how many rows moved.

    What was written once keeps its signature, so the duplicate row stays, without name or way in; the address that
    leads nowhere from now on hears of it, and where none does, the other administrators. Raises Refusal when both hold a seat on the register, since shares and
    voices of two seats are never mixed, and where somebody with a duty loses their address to themselves.
    """
    main, duplicate = _locked(main, duplicate)
    _refuse_two_seats(main, duplicate)
    lost = _lost(main, duplicate, actor)
    for may_be_one in settings.MERGE_CHECKS:
        import_string(may_be_one)(main, duplicate)
    bare = not main.mail_to
    with handing_over(_seats(main, duplicate), actor=actor):
        moved = sum(_move(model, field, duplicate, main) for model, field in _leading_to(Person))
        _take_over(main, duplicate)
    record("person.merged", actor=actor, topics=[f"person.{main.pk}"], person=main.pk, other=duplicate.pk)
    for address in lost:
        note_correction(main, was=address, actor=actor)
    if bare and main.mail_to:
        note_correction(main, was="", actor=actor, first=True)
    return moved


def _seats(*people: Person) -> list[int]:
    """The seats that any of them holds, or ever represented."""
    condition = Q(person__in=people) | Q(representatives__person__in=people)
    return list(Member.objects.filter(condition).values_list("pk", flat=True).distinct())


def _lost(main: Person, duplicate: Person, actor: Person) -> list[str]:
    """The addresses that nobody is written to at any more once both are one person. Raises Refusal."""
    stays = main.email or duplicate.email or main.mail_to
    leaving = [person for person in (main, duplicate) if person.mail_to and person.mail_to != stays]
    for person in leaving:
        may_move(person, actor)
    return [person.mail_to for person in leaving]


def _locked(main: Person, duplicate: Person) -> tuple[Person, Person]:
    if main.pk == duplicate.pk:
        raise Refusal(_("Choose two different people."))
    rows = Person.objects.select_for_update(of=("self",)).in_bulk([main.pk, duplicate.pk])
    main, duplicate = rows[main.pk], rows[duplicate.pk]
    if main.merged_into_id or duplicate.merged_into_id:
        raise Refusal(_("One of them was merged already: look at the one that is left."))
    return main, duplicate


def _refuse_two_seats(main: Person, duplicate: Person) -> None:
    seats = {seat.person_id: seat for seat in Member.objects.filter(person__in=[main, duplicate])}
    if len(seats) == 2:
        raise Refusal(
            _(
                "Both hold a seat (numbers %(one)d and %(other)d). Transfer the shares of one to the other and record its departure; two seats are never mixed."
            )
            % {"one": seats[main.pk].number, "other": seats[duplicate.pk].number}
        )


def _leading_to(model: type[models.Model]) -> list[tuple[type[models.Model], str]]:
    """Every (model, field) that points to a person, whichever room it is of."""
    relations = []
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        owner = relation.related_model
        if owner._meta.label_lower not in WRITTEN_ONCE and owner in apps.get_models(
            include_auto_created=True
        ):
            relations.append((owner, relation.field.name))
    return relations


def _move(model: type[models.Model], field: str, duplicate: Person, main: Person) -> int:
    """Point the rows of one kind to the main person; where both have the same, one is enough."""
    rows, moved = model._base_manager.filter(**{field: duplicate}), 0
    if model._meta.label_lower in WAYS_IN:
        rows.delete()
    for row in rows:
        try:
            with transaction.atomic():
                model._base_manager.filter(pk=row.pk).update(**{field: main})
            moved += 1
        except IntegrityError:
            if model._meta.auto_created or model._meta.label_lower in ENOUGH_ONCE:
                model._base_manager.filter(pk=row.pk).delete()
    return moved


def _take_over(main: Person, duplicate: Person) -> None:
    email = duplicate.email
    duplicate.email, duplicate.is_active, duplicate.is_staff, duplicate.merged_into = None, False, False, main
    duplicate.mail_through = None
    duplicate.set_unusable_password()
    duplicate.save()
    if main.email is None and email:
        main.email, main.mail_through = email, None
    main.given_name = main.given_name or duplicate.given_name
    main.family_name = main.family_name or duplicate.family_name
    main.save()
    give_address(main)
