"""Who keeps the house: administrators, secretaries, tellers, auditors, each by a decision and for a term."""

from datetime import date

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from core.clock import database_now
from core.errors import Refusal
from core.journal.actions import record
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
ANY = frozenset(Duty)


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
    given = StaffRole.objects.filter(on_day(day or timezone.localdate()), duty__in=duties)
    held = Q(pk__in=given.values("person"))
    if Duty.ADMINISTRATOR in duties:
        held |= Q(is_staff=True)
    return Person.objects.filter(held, is_active=True)


@transaction.atomic
def give_duty(
    person: Person,
    duty: str,
    *,
    on: date,
    until: date | None = None,
    decision: str = "",
    actor: Person | None,
) -> StaffRole:
    """Give somebody a duty for a term. Raises Refusal when the term is upside down, or they hold it then."""
    if until is not None and until < on:
        raise Refusal(_now("This term ends before it starts. Pick a later end."))
    Person.objects.select_for_update().get(pk=person.pk)
    overlapping = Q(to_on__isnull=True) | Q(to_on__gte=on)
    if until is not None:
        overlapping &= Q(from_on__lte=until)
    if StaffRole.objects.filter(overlapping, person=person, duty=duty).exists():
        raise Refusal(
            _now("%(person)s holds this duty during that time already: end that term first.")
            % {"person": person}
        )
    given = StaffRole.objects.create(person=person, duty=duty, from_on=on, to_on=until, decision=decision)
    record("duty.given", actor=actor, topics=[f"person.{person.pk}"], person=person.pk, duty=duty)
    return given


@transaction.atomic
def end_duty(role: StaffRole, *, on: date, actor: Person | None) -> None:
    """End a duty: `on` is its last day. Raises Refusal when no administrator would be left to give another."""
    role = StaffRole.objects.select_for_update().get(pk=role.pk)
    if on < role.from_on:
        raise Refusal(_now("This term ends before it starts. Pick a later end."))
    role.to_on = on
    role.save(update_fields=["to_on"])
    after = max(on, timezone.localdate(database_now()))
    if role.duty == Duty.ADMINISTRATOR and not _somebody_administers_after(after):
        raise Refusal(
            _now("Nobody would administer the house any more: give this duty to somebody else first.")
        )
    record(
        "duty.ended", actor=actor, topics=[f"person.{role.person_id}"], person=role.person_id, duty=role.duty
    )


def _somebody_administers_after(day: date) -> bool:
    lasting = StaffRole.objects.filter(
        Q(to_on__isnull=True) | Q(to_on__gt=day), duty=Duty.ADMINISTRATOR, person__is_active=True
    )
    return lasting.exists() or Person.objects.filter(is_staff=True, is_active=True).exists()
