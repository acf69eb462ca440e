"""The lines that this room writes in the journal, each declared once."""

from django.utils.translation import gettext_lazy as _

from core.journal.lines import Line

LINES = (
    Line(
        "code.started", _("A draft of the code social was started from a preset"), facts=("number", "preset")
    ),
    Line(
        "code.copied",
        _("A draft of the code social was started from an edition"),
        facts=("number", "from_number"),
    ),
    Line(
        "code.described", _("A draft of the code social: its title and its day were given"), facts=("number",)
    ),
    Line(
        "code.article_written",
        _("A draft of the code social: an article was written"),
        facts=("number", "article"),
    ),
    Line(
        "code.article_removed",
        _("A draft of the code social: an article was taken out"),
        facts=("number", "article", "row"),
    ),
    Line("code.value_set", _("A draft of the code social: a value was given"), facts=("number", "key")),
    Line(
        "code.value_removed", _("A draft of the code social: a value was taken away"), facts=("number", "key")
    ),
    Line("code.discarded", _("A draft of the code social was thrown away"), facts=("number",)),
    Line(
        "code.brought_up_to_date",
        _("A draft of the code social was brought up to date"),
        facts=("number", "with_number", "row"),
    ),
    Line("code.enacted", _("An edition of the code social came into force"), facts=("number", "title")),
    Line(
        "code.enacted_by_hand",
        _("An edition of the code social came into force without a decision"),
        facts=("number",),
    ),
    Line(
        "code.waits",
        _("An adopted edition of the code social waits for another one"),
        facts=("number", "with_number"),
    ),
)
