from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from members.people.models import College, Member, Person


class Application(models.Model):
    """Somebody asks for a seat; answered once, kept with its answer."""

    class Outcome(models.TextChoices):
        OPEN = "", _("being examined")
        ADMITTED = "admitted", _("admitted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="applications", verbose_name=_("person")
    )
    # Empty for a natural person; the applicant then represents the organisation.
    name = models.CharField(_("name of the organisation"), max_length=120, blank=True)
    siren = models.CharField(_("SIREN"), max_length=9, blank=True)
    postal_address = models.TextField(_("postal address"), max_length=500)
    college = models.ForeignKey(
        College, on_delete=models.PROTECT, related_name="+", verbose_name=_("college")
    )
    shares = models.PositiveIntegerField(_("shares"))
    why = models.TextField(_("why I join"), max_length=3000)
    submitted_at = models.DateTimeField(db_default=Now())
    outcome = models.CharField(_("answer"), max_length=10, choices=Outcome.choices, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    decision = models.CharField(_("decision"), max_length=40, blank=True)
    grounds = models.TextField(_("grounds"), max_length=2000, blank=True)
    member = models.OneToOneField(Member, on_delete=models.PROTECT, null=True, related_name="application")

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["submitted_at", "pk"]
        constraints = [
            models.CheckConstraint(name="joining_some_shares", condition=Q(shares__gt=0)),
            models.CheckConstraint(
                name="joining_answered_once_whole",
                condition=Q(outcome="", answered_at=None, member=None)
                | Q(outcome="admitted", answered_at__isnull=False, member__isnull=False)
                | Q(outcome__in=["refused", "withdrawn"], answered_at__isnull=False, member=None),
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(outcome=""), name="joining_one_open_application"
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.person)

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered yet."""
        return not self.outcome
