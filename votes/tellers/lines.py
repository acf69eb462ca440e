"""The lines that this room writes in the journal, each declared once."""

from django.utils.translation import gettext_lazy as _

from core.journal.lines import Line

LINES = (
    Line(
        "paper.marked",
        _("A voice signed the roll for a paper ballot"),
        facts=("round", "voice"),
        optional=("because",),
    ),
    Line(
        "paper.unmarked",
        _("A mark for a paper ballot was taken off the roll"),
        facts=("round", "voice"),
        optional=("because",),
    ),
    Line(
        "paper.refused",
        _("A voice that had voted was to sign the roll for a paper ballot"),
        facts=("round", "voice"),
    ),
    Line("paper.reading", _("A teller began to read paper ballots"), facts=("round",)),
    Line("paper.read", _("A teller has read every paper ballot of a vote"), facts=("round",)),
    Line("paper.taken_up", _("A teller went on reading paper ballots"), facts=("round",)),
    Line("paper.freed", _("A teller’s place was freed, with what they had noted"), facts=("round", "teller")),
    Line(
        "paper.agreed",
        _("Two tellers agreed on the paper ballots of a vote"),
        facts=("round", "marks", "slips"),
    ),
    Line("paper.reopened", _("The paper ballots of a vote were reopened"), facts=("round",)),
)
