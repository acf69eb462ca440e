import hashlib
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from votes.rounds.models import Round, Voice

# What a voter may mark for or against a text; the last is offered since rules have a second format.
CHOICES = ("for", "against", "abstain", "blank")
# What tellers read on a slip that is void: it took part, and says nothing.
NULL = "null"


class Ballot(models.Model):
    """One voice's ballot in an open vote; changed in place until the closing where the rule says so."""

    voice = models.OneToOneField(Voice, on_delete=models.PROTECT, related_name="ballot")
    # For, against, abstain, blank, or null where a slip was void; or the line that says what was marked among the options.
    content = models.TextField(blank=True)
    receipt = models.CharField(max_length=8)
    cast_at = models.DateTimeField()
    cast_by = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("ballot")
        verbose_name_plural = _("ballots")

    def __str__(self) -> str:
        return f"{self.voice}: {self.content}"

    @property
    def seal(self) -> str:
        """The fingerprint that the receipt's seal is drawn from."""
        return hashlib.sha256(f"{self.voice_id}:{self.content}:{self.receipt}".encode()).hexdigest()


class SecretBallot(models.Model):
    """One ballot of a secret vote: nothing in it leads to whoever cast it, nor tells when it was cast.

    The roll says who has voted, and nothing else. Both are rewritten at the closing, in an order that has
    nothing to do with that of the casting.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="secret_ballots")
    # Where the colleges weigh: a ballot has the weight of its college, never one of its own.
    college = models.CharField(max_length=8, blank=True)
    content = models.TextField(blank=True)
    # What the voter keeps, to find it again in the published box.
    code = models.CharField(max_length=32)

    class Meta:
        verbose_name = _("secret ballot")
        verbose_name_plural = _("secret ballots")
        constraints = [models.UniqueConstraint(fields=["round", "code"], name="ballots_one_code_a_round")]

    def __str__(self) -> str:
        return self.code
