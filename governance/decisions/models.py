from datetime import UTC
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from governance.circles.models import Circle
from governance.circles.standing import Standing
from governance.decisions.chain import content_sha256
from votes.rounds.models import Voice


class Visibility(models.TextChoices):
    """Who may read something."""

    PUBLIC = "public", _("everyone")
    STAKEHOLDERS = "stakeholders", _("stakeholders")
    MEMBERS = "members", _("members and circles")
    CIRCLE = "circle", _("the circle only")


def levels(standing: Standing) -> set[str]:
    """What a person reads whatever the circle."""
    visibilities = {str(Visibility.PUBLIC)}
    if standing.is_stakeholder:
        visibilities.add(str(Visibility.STAKEHOLDERS))
    if standing.is_insider or standing.reads_all:
        visibilities.add(str(Visibility.MEMBERS))
    if standing.reads_all:
        visibilities.add(str(Visibility.CIRCLE))
    return visibilities


def visible_to(standing: Standing) -> Q:
    """Filter rows with `visibility` and `circle` down to what a person may read."""
    return Q(visibility__in=levels(standing)) | Q(visibility=Visibility.CIRCLE, circle__in=standing.circles)


def may_see(standing: Standing, visibility: str, circle_id: int | None) -> bool:
    """The same answer as `visible_to`, for a row that is at hand."""
    return visibility in levels(standing) or (
        visibility == Visibility.CIRCLE and circle_id in standing.circles
    )


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, standing: Standing) -> "DecisionQuerySet":
        """The entries a person may read: what is open to them, and what came of a vote on whose roll they are."""
        readable = visible_to(standing)
        if standing.person is not None:
            voted = Voice.objects.filter(standing.voices(), round_id=_round_of(OuterRef("ground")))
            readable |= Q(Exists(voted))
        return self.filter(readable)

    def ended(self, outcome: str) -> "DecisionQuerySet":
        """The entries that were adopted, those in part among them; or those that were not."""
        if outcome == Decision.Outcome.ADOPTED:
            return self.filter(Q(outcome=outcome) | in_part())
        return self.filter(Q(outcome=outcome) & ~in_part())


def in_part(prefix: str = "") -> Q:
    """Filter entries that chose some and left the rest open, or rows that lead to them by `prefix`: as `Decision.in_part` says."""
    return Q(
        **{f"{prefix}outcome": Decision.Outcome.REJECTED, f"{prefix}ground__winners__0__isnull": False},
    )


def _round_of(ground: Any) -> Any:
    """The round from which an entry came, as its ground names it; null for what was decided otherwise."""
    return Cast(KeyTextTransform("round", ground), models.BigIntegerField())


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
    # How it is sealed (governance/decisions/chain.py); entries keep the format in which they were.
    format = models.PositiveSmallIntegerField(default=1)
    salt = models.CharField(max_length=32, blank=True, default="")
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
            # Whichever way it was decided, the register says which; the first entries of some houses did not.
            models.CheckConstraint(
                name="decisions_have_their_ground",
                condition=Q(format=1) | Q(ground__has_key="how") & ~Q(ground__how=None) & ~Q(ground__how=""),
            ),
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

    @property
    def in_part(self) -> bool:
        """Whether it chose some, and left the rest open: the last of its ballots did not settle it."""
        return not self.adopted and bool(self.ground.get("winners"))

    @property
    def word(self) -> str:
        """What became of it, in a word."""
        return gettext("Adopted in part") if self.in_part else str(self.get_outcome_display())

    def content(self) -> dict[str, Any]:
        """The words of the entry, as they are sealed. In format 2 a number drawn by lot is among them: whoever
        reads the hash of an entry that is withheld cannot find its words by trying.
        """
        return {
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
            **({"salt": self.salt} if self.format == 2 else {}),
        }

    def facts(self) -> dict[str, Any]:
        """The line of the register that this entry is, with everything that its seal covers."""
        return {**self._place(), "content": self.content()}

    def withheld(self) -> dict[str, Any]:
        """The same line for readers who may know only that the entry exists: what stands for its words is there."""
        if self.format == 1:
            return self._place()
        return {**self._place(), "content_sha256": content_sha256(self.facts())}

    def _place(self) -> dict[str, Any]:
        return {
            "format": self.format,
            "no": self.no,
            "previous": self.previous,
            "hash": self.hash,
            # Sealed as well: whoever withholds words that are everybody's is found out.
            "public": self.visibility == Visibility.PUBLIC,
        }
