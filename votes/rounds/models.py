import hashlib
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from members.people.models import Member, initials
from votes.rounds.paper import Paper
from votes.rules.motion import MotionRule
from votes.rules.terms import Terms


class RoundQuerySet(models.QuerySet["Round"]):
    def open(self) -> "RoundQuerySet":
        """Rounds that take ballots now, by the database clock, worker or no worker."""
        return self.filter(opened_at__isnull=False, closed_at=None, cancelled_at=None, closes_at__gt=Now())

    def due(self) -> "RoundQuerySet":
        """Rounds past their deadline that nobody has counted yet."""
        return self.filter(opened_at__isnull=False, closed_at=None, cancelled_at=None, closes_at__lte=Now())

    def over(self) -> "RoundQuerySet":
        """Rounds that opened once and take no ballots any more, whatever ended them, be it their deadline alone."""
        ended = Q(closed_at__isnull=False) | Q(cancelled_at__isnull=False) | Q(closes_at__lte=Now())
        return self.filter(ended, opened_at__isnull=False)


class Round(models.Model):
    """One act of deciding. Text, options, rule and roll are frozen when it opens; dates say where it stands."""

    class Again(models.TextChoices):
        """Why the same question is voted on once more."""

        QUORUM = "quorum", _("second call, the quorum was missed")
        TIE = "tie", _("further ballot between those who tied")
        RUN_OFF = "run_off", _("second ballot between those who came first")

    title = models.CharField(max_length=160)
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64)
    # What the round is about, as journal topics name it: "proposal.31".
    subject = models.CharField(max_length=60, db_index=True)
    decision_type = models.CharField(max_length=20)
    # For and against, or the rule that counts options; what a voter may mark is on the paper.
    method = models.CharField(max_length=30, default="motion")
    paper = models.JSONField(null=True)
    rule = models.JSONField()
    articles = models.JSONField(default=list)
    edition = models.PositiveIntegerField()
    electorate = models.JSONField(default=dict)
    may_change = models.BooleanField(default=True)
    secret = models.BooleanField(default=False)
    # Whether it is about persons; null where an earlier release did not note it.
    persons = models.BooleanField(null=True)
    # Whether the count needs the colleges: only then does a secret ballot tell that of its voter.
    by_college = models.BooleanField(default=False)
    # Ballots that only try the vote out, wiped before the real one.
    rehearsal = models.BooleanField(default=False)
    # Whether somebody proclaims the result, because paper ballots may still come in.
    by_hand = models.BooleanField(default=False)
    # What the code allows of it while it is open, and once the quorum is missed.
    may_extend = models.BooleanField(default=False)
    closes_early = models.CharField(max_length=6, default="never")
    second_call = models.BooleanField(default=False)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="followed_by")
    again = models.CharField(max_length=7, choices=Again.choices, blank=True)
    # A lot is drawn from a number whose fingerprint is published at the opening, and the box.
    lot_nonce = models.CharField(max_length=64, blank=True)
    roll_sha256 = models.CharField(max_length=64, blank=True)
    # The public key that signs the receipts of a secret vote.
    public_key = models.CharField(max_length=64, blank=True)
    # In a secret vote, fewer voters than this in a college are shown in the total only.
    smallest = models.PositiveIntegerField(default=0)
    # In which format the fingerprint of the opening is: see `freezing.frozen`.
    frozen_format = models.PositiveSmallIntegerField(default=1)
    # Null while a long roll is being written.
    opened_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    proclaimed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    # When the database forgot who cast which ballot, after the end of a secret vote.
    unlinked_at = models.DateTimeField(null=True)
    # Why it closes later than was announced.
    extended_because = models.CharField(max_length=300, blank=True)
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
            # One that was cancelled leaves its place to another.
            models.UniqueConstraint(
                fields=["follows"], condition=Q(cancelled_at=None), name="rounds_followed_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["closes_at"],
                name="rounds_due",
                condition=Q(closed_at=None, cancelled_at=None),
            ),
            models.Index(fields=["id"], name="rounds_remembered", condition=Q(secret=True, unlinked_at=None)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_motion(self) -> bool:
        """Whether it is for or against a text, and not a choice between options."""
        return self.method == "motion"

    @property
    def motion(self) -> MotionRule:
        return MotionRule.from_json(self.rule)

    @property
    def offers_blank(self) -> bool:
        """Whether it is for or against a text, with a blank side."""
        return self.is_motion and "blank" in self.motion.choices

    @property
    def terms(self) -> Terms:
        return Terms.from_json(self.rule)

    @cached_property
    def ballot_paper(self) -> Paper:
        """The frozen paper of a vote between options."""
        assert self.paper is not None
        return Paper.from_json(self.paper)

    @property
    def lot_sha256(self) -> str:
        """The fingerprint of the number from which a lot would be drawn: published before anybody votes."""
        return hashlib.sha256(self.lot_nonce.encode()).hexdigest() if self.lot_nonce else ""

    def is_open(self, now: datetime) -> bool:
        """Whether a ballot may enter at this instant; the closing instant itself is too late."""
        begun = self.opened_at is not None and self.opened_at <= now
        return begun and self.closed_at is None and self.cancelled_at is None and now < self.closes_at

    @property
    def topic(self) -> str:
        return f"round.{self.pk}"


class VoiceQuerySet(models.QuerySet["Voice"]):
    def carried_by(self, person: Any) -> "VoiceQuerySet":
        """The voices a person casts, in a steady order: their own first."""
        return self.filter(bearer=person).order_by("-member__kind", "pk")


class Voice(models.Model):
    """One line of the roll: whose voice, carried by whom, in which college, with which weight."""

    # No index of its own for the round or the bearer: those of Meta begin with them, and a long roll writes each one.
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="voices", db_index=False)
    # Null in a circle, where people sit by themselves and not by their seat in the register.
    member = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="voices")
    bearer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="voices", db_index=False
    )
    # On a roll of people, the number of whoever the opening wrote down, where that row became one with another since.
    enrolled = models.BigIntegerField(null=True)
    name = models.CharField(max_length=170)
    college = models.CharField(max_length=8, blank=True)
    weight = models.PositiveIntegerField(default=1)
    # What the giver of a proxy wishes here, for whoever carries the voice.
    wish = models.CharField(max_length=8, blank=True)
    # How it takes part, where that is known when the roll is written: room, remote, proxy, blank, postal.
    how = models.CharField(max_length=6, blank=True)
    # In a meeting, the seat that carries it as the vote opens: its own, its holder's or the chair's.
    through = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    # Whether it signed the roll for a paper ballot: then it has no other.
    on_paper = models.BooleanField(default=False)
    # Whoever carries it left the meeting since: nothing is cast for it any more, and what was cast stays. It is said of
    # all that they carry, cast or not: what a departure changes must not tell who has voted.
    gone = models.BooleanField(default=False, db_default=False)
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


class Glance(models.Model):
    """A voter who shows to have voted while a secret vote is open: some at a time, so that nobody is seen to vote."""

    voice = models.OneToOneField(Voice, on_delete=models.CASCADE, related_name="glance")

    class Meta:
        verbose_name = _("glance at a roll")
        verbose_name_plural = _("glances at rolls")

    def __str__(self) -> str:
        return str(self.voice)
