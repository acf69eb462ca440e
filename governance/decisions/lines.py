"""The lines that this room writes in the journal, each declared once."""

from django.utils.translation import gettext_lazy as _

from core.journal.lines import Line
from governance.decisions import notices

LINES = (
    Line("decision.entered", _("A decision entered the register"), facts=("decision", "reference", "hash")),
    Line(
        "journal.anchored",
        _("The fingerprints of the day were sent to those who keep them"),
        facts=("on", "seal", "journal_sha256", "decisions", "register_sha256"),
        notice=notices.ANCHORED,
    ),
)
