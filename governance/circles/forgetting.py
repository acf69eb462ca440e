"""What circles forget: a place and a mandate end; that they were held stays, without a name."""

from django.db.models import Q
from django.utils import timezone

from core.clock import database_now
from governance.circles.actions import end_mandate, leave
from governance.circles.models import Mandate, Membership
from members.people.forgetting import Room
from members.people.models import Person


class Circles(Room):
    """Places and mandates end today."""

    def forget(self, person: Person) -> None:
        today = timezone.localdate(database_now())
        going_on = Q(to_on__isnull=True) | Q(to_on__gt=today)
        for mandate in Mandate.objects.filter(going_on, person=person).select_related("role"):
            end_mandate(mandate, on=max(today, mandate.from_on), actor=person)
        for place in Membership.objects.filter(going_on, person=person):
            leave(place, on=max(today, place.from_on), actor=person)
