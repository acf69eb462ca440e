"""Acts on circles: found, join, leave, appoint, end."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import Refusal
from core.journal.actions import record
from governance.circles.models import Circle, Mandate, Membership, Role
from governance.circles.terms import usual_end
from members.people.models import Person


@transaction.atomic
def found_circle(
    name: str,
    *,
    slug: str,
    aim: str,
    domain: str = "",
    parent: Circle | None = None,
    icon: str = "circle-dot",
    position: int = 0,
    actor: Person | None = None,
) -> Circle:
    """Found a circle, inside another or at the centre."""
    circle = Circle.objects.create(
        name=name, slug=slug, aim=aim, domain=domain, parent=parent, icon=icon, position=position
    )
    record("circle.founded", actor=actor, topics=[f"circle.{circle.pk}"], name=name)
    return circle


@transaction.atomic
def join(circle: Circle, person: Person, *, on: date, actor: Person | None = None) -> Membership:
    """Give a person a place in a circle from a day."""
    place, _created = Membership.objects.get_or_create(
        circle=circle, person=person, to_on=None, defaults={"from_on": on}
    )
    record("circle.joined", actor=actor, topics=[f"circle.{circle.pk}"], person=person.pk)
    return place


@transaction.atomic
def leave(place: Membership, *, on: date, actor: Person | None = None) -> None:
    """End a person's place in a circle: `on` is the last day. Raises Refusal when it is before the first."""
    if on < place.from_on:
        raise Refusal(_("This term ends before it starts. Pick a later end."))
    place.to_on = on
    place.save(update_fields=["to_on"])
    record("circle.left", actor=actor, topics=[f"circle.{place.circle_id}"], person=place.person_id)


@transaction.atomic
def appoint(
    role: Role,
    person: Person,
    *,
    on: date,
    until: date | None = None,
    actor: Person | None = None,
) -> Mandate:
    """Give a role to a person for a term: that of the code social, unless `until` says otherwise.

    Raises Refusal when the term ends before it starts.
    """
    until = until or usual_end(on)
    if until is not None and until < on:
        raise Refusal(_("This term ends before it starts. Pick a later end."))
    mandate = Mandate.objects.create(role=role, person=person, from_on=on, to_on=until)
    record(
        "mandate.given",
        actor=actor,
        topics=[f"circle.{role.circle_id}"],
        person=person.pk,
        role=role.name,
        until=until.isoformat() if until else None,
    )
    return mandate


@transaction.atomic
def end_mandate(mandate: Mandate, *, on: date, actor: Person | None = None) -> None:
    """End a mandate on a day."""
    mandate.to_on = on
    mandate.save(update_fields=["to_on"])
    record(
        "mandate.ended",
        actor=actor,
        topics=[f"circle.{mandate.role.circle_id}"],
        person=mandate.person_id,
        role=mandate.role.name,
    )
