"""The lines that this room writes in the journal, each declared once."""

from django.utils.translation import gettext_lazy as _

from core.journal.lines import Line

LINES = (
    Line("application.submitted", _("An application: submitted"), facts=("application",)),
    Line("application.withdrawn", _("An application: withdrawn"), facts=("application",)),
    Line("application.refused", _("An application: refused"), facts=("application",)),
    Line("application.admitted", _("An application: admitted"), facts=("application",)),
    Line("application.ratified", _("An application: ratified"), facts=("application",)),
    Line("exclusion.opened", _("An exclusion: begun, and the member invited"), facts=("exclusion",)),
    Line("exclusion.answered", _("An exclusion: the member answered"), facts=("exclusion",)),
    Line("exclusion.heard", _("An exclusion: the member was heard"), facts=("exclusion",)),
    Line("exclusion.decided", _("An exclusion: decided"), facts=("exclusion",)),
    Line("exclusion.dropped", _("An exclusion: dropped"), facts=("exclusion",)),
)
