"""The lines that this room writes in the journal, each declared once."""

from django.utils.translation import gettext_lazy as _

from core.journal.lines import Line
from governance.proposals import notices

LINES = (
    Line("proposal.drafted", _("A proposal was drafted"), facts=("proposal",)),
    Line("proposal.revised", _("A proposal has a new version"), facts=("proposal", "version")),
    Line("proposal.submitted", _("A proposal was opened to discussion"), facts=("proposal",)),
    Line("proposal.withdrawn", _("A proposal was withdrawn"), facts=("proposal",)),
    Line("proposal.attached", _("A file was put beside a proposal"), facts=("proposal", "name", "sha256")),
    Line("proposal.detached", _("A file was taken from a proposal"), facts=("proposal", "name", "sha256")),
    Line(
        "proposal.tabled",
        _("A proposal was put on the agenda of a meeting"),
        facts=("proposal", "sitting", "item"),
    ),
    Line("proposal.untabled", _("A proposal was taken off the agenda of a meeting"), facts=("proposal",)),
    Line(
        "proposal.settled",
        _("A proposal was decided"),
        facts=("proposal", "decision", "adopted"),
        optional=("round",),
    ),
    Line(
        "code.not_amended",
        _("An amendment that only some of the members could vote on did not come into force"),
        facts=("number", "decision"),
    ),
    Line(
        "comment.added",
        _("A message was added"),
        facts=("proposal", "comment", "mentions"),
        notice=notices.MENTIONED,
    ),
    Line("comment.removed", _("A message was taken back"), facts=("comment",)),
)
