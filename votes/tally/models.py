from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from votes.rounds.models import Round


class Result(models.Model):
    """What a round gave, with every step of the count."""

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="result")
    adopted = models.BooleanField()
    outcome = models.JSONField()
    sha256 = models.CharField(max_length=64)
    counted_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("result")
        verbose_name_plural = _("results")

    def __str__(self) -> str:
        return f"{self.round}: {'+' if self.adopted else '−'}"
