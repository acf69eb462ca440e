from datetime import UTC
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.circles.models import Circle
from governance.circles.standing import Standing


class Visibility(models.TextChoices):
    """Who may read something."""

    PUBLIC = "public", _("everyone")
    STAKEHOLDERS = "stakeholders", _("stakeholders")
    MEMBERS = "members", _("members and circles")
    CIRCLE = "circle", _("the circle only")


def visible_to(standing: Standing) -> Q:
    """Filter rows with `visibility` and `circle` down to what a person may know of."""
    levels = [Visibility.PUBLIC]
    if standing.is_stakeholder:
        levels.append(Visibility.STAKEHOLDERS)
    if standing.is_insider or standing.reads_all:
        levels.append(Visibility.MEMBERS)
    seen = Q(visibility__in=levels)
    if standing.circles:
        seen |= Q(visibility=Visibility.CIRCLE, circle__in=standing.circles)
    if standing.reads_all:
        seen |= Q(visibility=Visibility.CIRCLE)
    return seen


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, standing: Standing) -> "DecisionQuerySet":
        """The entries a person may read."""
        return self.filter(visible_to(standing))


class Decision(models.Model):
    """One entry of the register; written once, replaced by a later one, never edited."""

    class Outcome(models.TextChoices):
        ADOPTED = "adopted", _("Adopted")
        REJECTED = "rejected", _("Not adopted")

    no = models.PositiveIntegerField(unique=True)
    year = models.PositiveSmallIntegerField()
    rank = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    text = models.TextField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    body = models.CharField(max_length=120)
    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, null=True, related_name="decisions")
    source = models.CharField(max_length=60)
    # How it was decided: rule, articles and exact figures, as they stood.
    ground = models.JSONField(default=dict)
    visibility = models.CharField(max_length=12, choices=Visibility.choices, default=Visibility.PUBLIC)
    review_on = models.DateField(null=True)
    decided_at = models.DateTimeField()
    previous = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-no"]
        constraints = [
            models.UniqueConstraint(fields=["year", "rank"], name="decisions_number_of_the_year"),
            models.CheckConstraint(name="decisions_numbered_from_one", condition=Q(no__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def reference(self) -> str:
        """The number people quote, such as D-2027-014."""
        return f"D-{self.year}-{self.rank:03d}"

    @property
    def adopted(self) -> bool:
        return self.outcome == self.Outcome.ADOPTED

    def facts(self) -> dict[str, Any]:
        """Everything the seal covers, as the export and the verifier read it."""
        return {
            "no": self.no,
            "reference": self.reference,
            "title": self.title,
            "text": self.text,
            "outcome": self.outcome,
            "body": self.body,
            "source": self.source,
            "ground": self.ground,
            "visibility": self.visibility,
            "review_on": self.review_on.isoformat() if self.review_on else None,
            "decided_at": self.decided_at.astimezone(UTC).isoformat(),
            "previous": self.previous,
            "hash": self.hash,
        }

    def withheld(self) -> dict[str, Any]:
        """The entry for readers who may know only that it exists."""
        return {"no": self.no, "previous": self.previous, "hash": self.hash}
