"""The lines that this room writes in the journal, each declared once."""

from django.utils.translation import gettext_lazy as _

from core.journal.lines import Line

LINES = (
    Line("sitting.planned", _("A meeting was planned"), facts=("sitting",)),
    Line("sitting.revised", _("What was planned of a meeting changed"), facts=("sitting", "other_rules")),
    Line("sitting.chair_named", _("The chair of a meeting was named"), facts=("sitting",)),
    Line("sitting.item_added", _("A question was put on an agenda"), facts=("sitting", "item", "dismissal")),
    Line(
        "sitting.item_removed", _("A meeting: a question was taken off the agenda"), facts=("sitting", "item")
    ),
    Line("sitting.interested", _("Who sits a question out was noted"), facts=("sitting", "item", "members")),
)
