"""The lines that this room writes in the journal, each declared once."""

from django.utils.translation import gettext_lazy as _

from core.journal.lines import Line
from governance.proxies import notices

LINES = (
    Line("sitting.opened", _("A meeting was opened"), facts=("sitting",)),
    Line("sitting.closed", _("A meeting was closed"), facts=("sitting",)),
    Line(
        "sitting.called_again",
        _("A meeting was called again"),
        facts=("sitting", "first", "other_rules"),
        notice=notices.OTHER_RULES,
    ),
    Line("sitting.arrived", _("A member came to a meeting"), facts=("sitting", "member")),
    Line("sitting.left", _("A member left a meeting"), facts=("sitting", "member")),
    Line("sitting.never_came", _("A presence was noted by mistake"), facts=("sitting", "member", "because")),
    Line(
        "sitting.never_left", _("A departure was noted by mistake"), facts=("sitting", "member", "noted_at")
    ),
    Line("proposal.called_again", _("A proposal went along to a second call"), facts=("proposal", "sitting")),
)
