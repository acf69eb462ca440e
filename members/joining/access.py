"""Doors of joining: the desk, and applicants at their own application."""

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from members.joining.models import Application, Exclusion
from members.people.access import at_desk, desk
from members.people.models import Member, Person
from members.people.staff import KEEPERS, READERS


def application(user: Person, pk: int, duties: frozenset[str] = KEEPERS) -> Application:
    """Lend an application to the desk: to whoever may answer it, when left out. Raises PermissionDenied, or 404."""
    desk(user, duties)
    return get_object_or_404(Application.objects.select_related("person", "college", "member"), pk=pk)


def applications(user: Person) -> QuerySet[Application]:
    """The applications that somebody may read: all at the desk, one's own and one's household's elsewhere."""
    rows = Application.objects.select_related("person", "college", "member")
    return rows if at_desk(user, READERS) else rows.filter(_made_by(user))


def procedure(user: Person, pk: int) -> Exclusion:
    """Lend an exclusion to the desk and to the member it is about; to others it does not exist."""
    return get_object_or_404(procedures(user), pk=pk)


def procedures(user: Person) -> QuerySet[Exclusion]:
    """The exclusions that somebody may read: all at the desk, those about one's own seats elsewhere."""
    exclusions = Exclusion.objects.select_related("member__person", "member__college")
    if at_desk(user, READERS):
        return exclusions
    return exclusions.filter(member__in=Member.objects.carried_by(user, timezone.localdate()))


def own_procedure(user: Person, pk: int) -> Exclusion:
    """Lend an exclusion to the member it is about alone."""
    own_members = Member.objects.carried_by(user, timezone.localdate())
    return get_object_or_404(Exclusion.objects.select_related("member"), pk=pk, member__in=own_members)


def own_seats(user: Person) -> set[int]:
    """The seats that a person acts for today."""
    return set(Member.objects.carried_by(user, timezone.localdate()).values_list("pk", flat=True))


def seat_of(user: Person) -> Member | None:
    """The seat that a person holds by themselves today, if they hold one."""
    return Member.objects.on(timezone.localdate()).filter(person=user).first()


def own_seat(user: Person, number: int) -> Member:
    """Lend a seat, on the register today, to whoever acts for it; to others it does not exist."""
    today = timezone.localdate()
    seats = Member.objects.on(today).carried_by(user, today).select_related("person", "college")
    return get_object_or_404(seats, number=number)


def last_application(user: Person) -> Application | None:
    """The last application made at a person's address: their own, or one for their household."""
    rows = Application.objects.filter(_made_by(user))
    return rows.select_related("college", "member", "person").last()


def _made_by(user: Person) -> Q:
    return Q(person=user) | Q(person__mail_through=user)
