"""The lines that this room writes in the journal, each declared once."""

from django.utils.translation import gettext_lazy as _

from core.journal.lines import Line

LINES = (
    Line("circle.founded", _("A circle was founded"), facts=("name",)),
    Line("circle.joined", _("Somebody joined a circle"), facts=("person",)),
    Line("circle.left", _("Somebody left a circle"), facts=("person",)),
    Line("mandate.given", _("A mandate was given"), facts=("person", "role", "until")),
    Line("mandate.ended", _("A mandate ended"), facts=("person", "role")),
)
