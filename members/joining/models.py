from datetime import date

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from members.people.models import College, Member, Person


class ApplicationQuerySet(models.QuerySet["Application"]):
    def waiting_on(self, day: date) -> "ApplicationQuerySet":
        """The applications that nobody had answered at the end of a day: who was an applicant then."""
        answered_later = Q(answered_at=None) | Q(answered_at__date__gt=day)
        return self.filter(answered_later, submitted_at__date__lte=day)


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
    # As they wrote it. An account is called so at once if nobody else is; otherwise when it is admitted.
    given_name = models.CharField(_("given name"), max_length=80, blank=True)
    family_name = models.CharField(_("family name"), max_length=80, blank=True)
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
    # Where the code social asks the next general meeting to ratify what a circle admitted.
    ratified_by = models.CharField(_("ratified by decision"), max_length=40, blank=True)

    objects = ApplicationQuerySet.as_manager()

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
        return self.name or self.applicant

    @property
    def applicant(self) -> str:
        """Who applies, as they wrote it; the name of their account where it is older than that."""
        return f"{self.given_name} {self.family_name}".strip() or str(self.person)

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered yet."""
        return not self.outcome


class Exclusion(models.Model):
    """A procedure to exclude a member: grounds in writing, a hearing, a decision. Dates say where it stands.

    Source: law of 7 May 1917 art. 5 (eight days to explain oneself), followed as a fair default by others.
    """

    class Outcome(models.TextChoices):
        OPEN = "", _("under way")
        EXCLUDED = "excluded", _("excluded")
        DROPPED = "dropped", _("dropped")

    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="exclusions", verbose_name=_("member")
    )
    grounds = models.TextField(_("grounds"), max_length=5000)
    opened_at = models.DateTimeField(db_default=Now())
    hearing_at = models.DateTimeField(_("heard on"))
    hearing_place = models.CharField(_("where"), max_length=200)
    statement = models.TextField(_("what the member answers"), max_length=10_000, blank=True)
    stated_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    heard = models.TextField(_("what was said"), max_length=10_000, blank=True)
    outcome = models.CharField(_("end"), max_length=10, choices=Outcome.choices, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    decision = models.CharField(_("decision"), max_length=40, blank=True)
    because = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("exclusion")
        verbose_name_plural = _("exclusions")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(outcome=""), name="joining_one_open_exclusion"
            ),
            models.CheckConstraint(
                name="joining_excluded_after_a_hearing",
                condition=Q(outcome="", ended_at=None)
                | Q(outcome="dropped", ended_at__isnull=False)
                | (Q(outcome="excluded", ended_at__isnull=False, heard_at__isnull=False) & ~Q(decision="")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.member)

    @property
    def is_open(self) -> bool:
        """Whether nothing has ended it yet."""
        return not self.outcome
