"""The lines that this room writes in the journal, each declared once."""

from django.utils.translation import gettext_lazy as _

from core.journal.lines import Line

LINES = (
    Line("member.admitted", _("A member was admitted"), facts=("number",), optional=("again", "import")),
    Line("member.represented", _("A representative was named"), facts=("person",)),
    Line("member.suspended", _("The rights of a member were suspended"), facts=("on",)),
    Line("member.restored", _("The rights of a member were given back"), facts=("on",)),
    Line("member.college_changed", _("A member changed college"), facts=("college",)),
    Line("member.corrected", _("A seat was corrected")),
    Line(
        "member.handed_over",
        _("A seat changed hands"),
        facts=("member", "person", "until", "own", "unwarned"),
    ),
    Line("member.interest", _("An interest was declared"), facts=("interest",)),
    Line("member.interest_ended", _("A declared interest ended"), facts=("interest",)),
    Line("member.resigned", _("A member resigned"), facts=("member", "on")),
    Line("member.left", _("A departure was recorded"), facts=("on",)),
    Line(
        "member.preferences",
        _("The preferences of a seat changed"),
        optional=("e_notices", "import", "fields"),
    ),
    Line(
        "person.corrected",
        _("A name or an address was corrected"),
        facts=("person", "moved", "duty", "first"),
    ),
    Line("person.renamed", _("Somebody calls themselves otherwise"), facts=("person",)),
    Line("person.merged", _("Two rows became one person"), facts=("person", "other")),
    Line("person.switched", _("Somebody went on as another of their household"), facts=("person",)),
    Line("person.forgotten", _("Somebody was forgotten, by their own will"), facts=("person",)),
    Line("factor.added", _("Somebody added a second factor"), facts=("person",)),
    Line("factor.removed", _("Somebody removed a second factor"), facts=("person",)),
    Line("duty.given", _("A duty of staff was given"), facts=("person", "duty")),
    Line("duty.ended", _("A duty of staff ended"), facts=("person", "duty")),
    Line("stake.joined", _("Somebody joined a stakeholder group"), facts=("person",)),
)
