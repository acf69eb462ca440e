from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from votes.rounds.models import Round


class Result(models.Model):
    """What a round gave, with every step of the count."""

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="result")
    # Of a rehearsal, which is wiped; that of a real vote stays.
    rehearsal = models.BooleanField(default=False)
    adopted = models.BooleanField()
    outcome = models.JSONField()
    sha256 = models.CharField(max_length=64)
    counted_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")

    def __str__(self) -> str:
        return f"{self.round}: {'+' if self.adopted else '−'}"


class Forgetting(models.Model):
    """When both tables of secret votes last got new files: the instant at which that began. There is one row at most."""

    began_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.began_at}"
