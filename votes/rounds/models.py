from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from members.people.models import Member, initials
from votes.rules.motion import MotionRule


class RoundQuerySet(models.QuerySet["Round"]):
    def open(self) -> "RoundQuerySet":
        """Rounds that take ballots now, by the database clock, worker or no worker."""
        return self.filter(closed_at=None, cancelled_at=None, closes_at__gt=Now())

    def due(self) -> "RoundQuerySet":
        """Rounds past their deadline that nobody has counted yet."""
        return self.filter(closed_at=None, cancelled_at=None, closes_at__lte=Now())

    def with_turnout(self) -> "RoundQuerySet":
        """Add `on_roll` and `voted`, counted from the roll, never from the ballots."""
        return self.annotate(
            on_roll=Count("voices"), voted=Count("voices", filter=Q(voices__voted_at__isnull=False))
        )


class Round(models.Model):
    """One act of deciding. Text, rule and roll are frozen when it opens; dates say where it stands."""

    title = models.CharField(max_length=160)
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64)
    # What the round is about, as journal topics name it: "proposal.31".
    subject = models.CharField(max_length=60, db_index=True)
    decision_type = models.CharField(max_length=20)
    rule = models.JSONField()
    articles = models.JSONField(default=list)
    edition = models.PositiveIntegerField()
    electorate = models.JSONField(default=dict)
    may_change = models.BooleanField(default=True)
    opened_at = models.DateTimeField(db_default=Now())
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_because = models.CharField(max_length=300, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        constraints = [
            models.CheckConstraint(
                name="rounds_closes_after_opening", condition=Q(closes_at__gt=F("opened_at"))
            ),
            models.CheckConstraint(
                name="rounds_closed_or_cancelled",
                condition=Q(closed_at__isnull=True) | Q(cancelled_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["closes_at"],
                name="rounds_due",
                condition=Q(closed_at=None, cancelled_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def motion(self) -> MotionRule:
        return MotionRule.from_json(self.rule)

    def is_open(self, now: datetime) -> bool:
        """Whether a ballot may enter at this instant; the closing instant itself is too late."""
        return self.closed_at is None and self.cancelled_at is None and now < self.closes_at

    @property
    def topic(self) -> str:
        return f"round.{self.pk}"


class VoiceQuerySet(models.QuerySet["Voice"]):
    def carried_by(self, person: Any) -> "VoiceQuerySet":
        """The voices a person casts, in a steady order: their own first."""
        return self.filter(bearer=person).order_by("-member__kind", "pk")


class Voice(models.Model):
    """One line of the roll: whose voice, carried by whom, in which college, with which weight."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="voices")
    # Null in a circle, where people sit by themselves and not by their seat in the register.
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="voices")
    bearer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="voices"
    )
    name = models.CharField(max_length=170)
    college = models.CharField(max_length=8, blank=True)
    weight = models.PositiveIntegerField(default=1)
    # What the giver of a proxy wishes here, for whoever carries the voice.
    wish = models.CharField(max_length=8, blank=True)
    voted_at = models.DateTimeField(null=True)

    objects = VoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("voice")
        verbose_name_plural = _("voices")
        constraints = [
            models.UniqueConstraint(fields=["round", "member"], name="rounds_one_voice_a_member"),
            models.UniqueConstraint(
                fields=["round", "bearer"], condition=Q(member=None), name="rounds_one_voice_a_person"
            ),
            models.CheckConstraint(name="rounds_voice_weighs", condition=Q(weight__gte=1)),
            models.CheckConstraint(
                name="rounds_voice_is_somebodys",
                condition=Q(member__isnull=False) | Q(bearer__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["bearer", "round"], name="rounds_my_voices")]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        return initials(self.name)
