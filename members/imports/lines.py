"""The lines that this room writes in the journal, each declared once."""

from django.utils.translation import gettext_lazy as _

from core.journal.lines import Line

LINES = (
    Line("import.received", _("An import: a file was brought"), facts=("import", "of", "sha256")),
    Line("import.matched", _("An import: columns matched, check asked for"), facts=("import",)),
    Line("import.confirmed", _("An import: begun"), facts=("import",)),
    Line("import.cancelled", _("An import: given up"), facts=("import",)),
    Line("import.done", _("An import: done"), facts=("import", "of", "sha256", "counts")),
    Line("college.added", _("A college was added"), facts=("import",)),
    Line("college.changed", _("A college was changed"), facts=("import",)),
)
