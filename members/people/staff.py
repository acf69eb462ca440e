"""Who keeps the house: administrators, secretaries, tellers, auditors, each by a decision and for a term."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.people.person import Person
from members.people.terms import on_day


class Duty(models.TextChoices):
    """What somebody does for the house."""

    ADMINISTRATOR = "administrator", _("administrator")
    SECRETARY = "secretary", _("secretary")
    TELLER = "teller", _("teller")
    AUDITOR = "auditor", _("auditor")


# Which duties open which doors: to write in the registers, to read them, to count and check in.
KEEPERS = frozenset({Duty.ADMINISTRATOR, Duty.SECRETARY})
READERS = KEEPERS | {Duty.AUDITOR}
COUNTERS = KEEPERS | {Duty.TELLER}
OBSERVERS = COUNTERS | {Duty.AUDITOR}
ADMINISTRATORS = frozenset({Duty.ADMINISTRATOR})
ANY_DUTY = frozenset(Duty)


class StaffRole(models.Model):
    """A duty given to a person from a day, until a day if it is known, by a decision."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="staff_roles",
        verbose_name=_("person"),
    )
    duty = models.CharField(_("duty"), max_length=14, choices=Duty.choices)
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("duty of staff")
        verbose_name_plural = _("duties of staff")
        ordering = ["from_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="people_duty_ends_after_start",
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")),
            ),
            models.UniqueConstraint(
                fields=["person", "duty"], condition=Q(to_on=None), name="people_one_current_duty"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_duty_display()}"


def staff(duties: frozenset[str], day: date | None = None) -> models.QuerySet[Person]:
    """The people who hold one of these duties on a day (today when left out), and may sign in."""
    roles = StaffRole.objects.filter(on_day(day or timezone.localdate()), duty__in=duties)
    held = Q(pk__in=roles.values("person"))
    if Duty.ADMINISTRATOR in duties:
        held |= Q(is_staff=True)
    return Person.objects.filter(held, is_active=True)
