import hashlib

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from votes.rounds.models import Voice

CHOICES = ("for", "against", "abstain")


class Ballot(models.Model):
    """One voice's choice in an open ballot; changed in place until the closing where the rule says so."""

    voice = models.OneToOneField(Voice, on_delete=models.PROTECT, related_name="ballot")
    choice = models.CharField(max_length=8)
    receipt = models.CharField(max_length=8)
    cast_at = models.DateTimeField()
    cast_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")
        constraints = [models.CheckConstraint(name="ballots_known_choice", condition=Q(choice__in=CHOICES))]

    def __str__(self) -> str:
        return f"{self.voice}: {self.choice}"

    @property
    def seal(self) -> str:
        """The fingerprint that the receipt's seal is drawn from."""
        return hashlib.sha256(f"{self.voice_id}:{self.choice}:{self.receipt}".encode()).hexdigest()
