"""The lines that this room writes in the journal, each declared once."""

from django.utils.translation import gettext_lazy as _

from core.journal.lines import Line
from governance.proposals.vote import notices

LINES = (
    Line("plan.prepared", _("A vote was prepared"), facts=("proposal",)),
    Line("plan.scheduled", _("A vote was given its hour"), facts=("proposal", "opens_at", "closes_at")),
    Line("plan.rehearsed", _("A vote is rehearsed"), facts=("proposal",)),
    Line("plan.rehearsal_over", _("The rehearsal of a vote is over"), facts=("proposal",)),
    Line("plan.opening", _("The roll of a vote is being written"), facts=("proposal",)),
    Line(
        "plan.not_opened",
        _("A vote did not open at its time"),
        facts=("proposal", "because", "person"),
        notice=notices.NOT_OPENED,
    ),
    Line("plan.dropped", _("The plan of a vote was dropped"), facts=("proposal",)),
    Line(
        "proposal.voting",
        _("A proposal was put to a vote"),
        facts=("proposal", "round", "closes_at"),
        notice=notices.OPENED,
    ),
    Line(
        "proposal.extended",
        _("The vote on a proposal lasts longer"),
        facts=("proposal", "round", "closes_at", "because"),
        notice=notices.EXTENDED,
    ),
    Line(
        "proposal.vote_cancelled",
        _("The vote on a proposal was cancelled"),
        facts=("proposal", "round", "because"),
        notice=notices.CANCELLED,
    ),
    Line(
        "proposal.undecided",
        _("The vote on a proposal settled nothing yet"),
        facts=("proposal", "round", "because"),
        notice=notices.UNDECIDED,
    ),
    Line(
        "round.reminder",
        _("Those who have not voted were reminded"),
        facts=("round", "before"),
        notice=notices.REMINDER,
    ),
)
# The act is that of proposals; of a vote, its roll is told.
EXTRA_NOTICES = {"proposal.settled": notices.SETTLED}
