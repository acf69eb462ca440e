"""The lines that this room writes in the journal, each declared once."""

from django.utils.translation import gettext_lazy as _

from core.journal.lines import Line

LINES = (
    Line("notice.told", _("Somebody without e-mail was told"), facts=("entry",)),
    Line("notices.written", _("Notices were written"), facts=("entry",)),
)
