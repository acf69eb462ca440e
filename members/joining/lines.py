"""The lines that this room writes in the journal, each declared once."""

from django.utils.translation import gettext_lazy as _

from core.journal.lines import Line
from members.joining import notices

LINES = (
    Line(
        "application.submitted",
        _("An application: submitted"),
        facts=("application",),
        notice=notices.SUBMITTED,
    ),
    Line("application.withdrawn", _("An application: withdrawn"), facts=("application",)),
    Line(
        "application.refused", _("An application: refused"), facts=("application",), notice=notices.ANSWERED
    ),
    Line(
        "application.admitted", _("An application: admitted"), facts=("application",), notice=notices.ANSWERED
    ),
    Line("application.ratified", _("An application: ratified"), facts=("application",)),
    Line(
        "exclusion.opened",
        _("An exclusion: begun, and the member invited"),
        facts=("exclusion",),
        notice=notices.OPENED,
    ),
    Line(
        "exclusion.answered",
        _("An exclusion: the member answered"),
        facts=("exclusion",),
        notice=notices.ANSWER,
    ),
    Line(
        "exclusion.heard", _("An exclusion: the member was heard"), facts=("exclusion",), notice=notices.HEARD
    ),
    Line("exclusion.decided", _("An exclusion: decided"), facts=("exclusion",), notice=notices.DECIDED),
    Line("exclusion.dropped", _("An exclusion: dropped"), facts=("exclusion",), notice=notices.DROPPED),
)
