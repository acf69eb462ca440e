"""The lines that this room writes in the journal, each declared once."""

from django.utils.translation import gettext_lazy as _

from core.journal.lines import Line

LINES = (
    # Participation moves with each ballot and is the same for everyone: nobody's own page changes.
    Line("ballot.cast", _("Voices entered a box"), facts=("voices",), shared_only=True),
    Line("ballot.in_advance", _("Voices entered a box: those chosen before a meeting"), facts=("voices",)),
)
