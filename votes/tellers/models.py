from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from votes.rounds.models import Round, Voice


class Teller(models.Model):
    """Somebody who reads the paper ballots of a round; two do, each for themselves."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="tellers")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # When they said that they have read them all.
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("teller of a vote")
        verbose_name_plural = _("tellers of votes")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "person"], name="tellers_once_a_person"),
        ]

    def __str__(self) -> str:
        return str(self.person)


class Slip(models.Model):
    """One paper ballot as one teller read it: with its voice in an open vote, with a number in a secret one."""

    teller = models.ForeignKey(Teller, on_delete=models.CASCADE, related_name="slips")
    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, null=True, related_name="+")
    number = models.PositiveIntegerField(null=True)
    # Where colleges weigh in a secret vote, each has its own pile.
    college = models.CharField(max_length=8, blank=True)
    # As a ballot says it; empty when it is void.
    content = models.TextField(blank=True)
    void = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("slip")
        verbose_name_plural = _("slips")
        ordering = ["college", "number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["teller", "college", "number"], condition=Q(voice=None), name="tellers_one_slip_a_number"
            ),
            models.UniqueConstraint(fields=["teller", "voice"], name="tellers_one_slip_a_voice"),
            models.CheckConstraint(
                name="tellers_named_or_numbered",
                condition=Q(voice=None, number__gte=1) | Q(voice__isnull=False, number=None),
            ),
            models.CheckConstraint(
                name="tellers_void_says_nothing",
                condition=Q(void=True, content="") | (Q(void=False) & ~Q(content="")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.key

    @property
    def key(self) -> str:
        """Which paper this is, in either teller's reading: "v12" by its voice, "U-3" by its pile and number."""
        return f"v{self.voice_id}" if self.voice_id else f"{self.college}-{self.number}"


class Sheet(models.Model):
    """What two tellers agreed on: how many signed the roll, how many slips there were, how many void."""

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="sheet")
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    marks = models.PositiveIntegerField()
    slips = models.PositiveIntegerField()
    void = models.PositiveIntegerField()
    # Why slips are missing, when some are.
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("sheet of paper ballots")
        verbose_name_plural = _("sheets of paper ballots")
        constraints = [
            models.CheckConstraint(
                name="tellers_no_more_slips_than_marks", condition=Q(slips__lte=models.F("marks"))
            ),
            models.CheckConstraint(
                name="tellers_missing_is_explained",
                condition=Q(slips=models.F("marks")) | ~Q(remark=""),
            ),
            models.CheckConstraint(
                name="tellers_void_among_slips", condition=Q(void__lte=models.F("slips"))
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.round)

    @property
    def missing(self) -> int:
        """How many signed the roll and left no slip."""
        return self.marks - self.slips
