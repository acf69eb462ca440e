"""How a proposal will be put to a vote, until it is."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.proposals.models import Proposal
from members.people.models import Person
from votes.rounds.models import Round


class Plan(models.Model):
    """How a proposal will be put to a vote. Everything may still change until it opens; then the round has it all."""

    proposal = models.OneToOneField(Proposal, on_delete=models.CASCADE, related_name="plan")
    # What is asked, as `VoteRequest` writes it.
    request = models.JSONField(_("what is asked"))
    # Null: it opens when somebody opens it.
    opens_at = models.DateTimeField(_("opens on"), null=True)
    closes_at = models.DateTimeField(_("closes on"))
    follows = models.ForeignKey(Round, on_delete=models.PROTECT, null=True, related_name="+")
    rehearsal = models.OneToOneField(Round, on_delete=models.SET_NULL, null=True, related_name="rehearses")
    # While a long roll is being written: who asked for the opening, and when.
    opening_at = models.DateTimeField(null=True)
    prepared_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        # Its rows and their migrations are those of proposals.
        app_label = "proposals"
        verbose_name = _("plan of a vote")
        verbose_name_plural = _("plans of votes")
        constraints = [
            models.CheckConstraint(
                name="proposals_plan_closes_after_opening",
                condition=Q(opens_at__isnull=True) | Q(closes_at__gt=models.F("opens_at")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.proposal}: {self.request['decision_type']}"
