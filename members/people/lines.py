"""The lines that this room writes in the journal, each declared once."""

from django.utils.translation import gettext_lazy as _

from core.journal.lines import Line
from members.people.notices import persons, seats

LINES = (
    Line("member.admitted", _("A member was admitted"), facts=("number",), optional=("again", "import")),
    Line("member.represented", _("A representative was named"), facts=("person",), notice=seats.TOUCHED),
    Line("member.suspended", _("The rights of a member were suspended"), facts=("on",), notice=seats.TOUCHED),
    Line("member.restored", _("The rights of a member were given back"), facts=("on",), notice=seats.TOUCHED),
    Line("member.college_changed", _("A member changed college"), facts=("college",), notice=seats.TOUCHED),
    Line("member.corrected", _("A seat was corrected"), notice=seats.TOUCHED),
    Line(
        "member.handed_over",
        _("A seat changed hands"),
        facts=("member", "person", "until", "own", "unwarned"),
        notice=seats.LOST,
    ),
    Line("member.interest", _("An interest was declared"), facts=("interest",), notice=seats.TOUCHED),
    Line("member.interest_ended", _("A declared interest ended"), facts=("interest",), notice=seats.TOUCHED),
    Line("member.resigned", _("A member resigned"), facts=("member", "on"), notice=seats.RESIGNED),
    Line("member.left", _("A departure was recorded"), facts=("on",), notice=seats.TOUCHED),
    Line(
        "member.preferences",
        _("The preferences of a seat changed"),
        optional=("e_notices", "import", "fields"),
        notice=seats.TOUCHED,
    ),
    Line(
        "person.corrected",
        _("A name or an address was corrected"),
        facts=("person", "moved", "duty", "first"),
        notice=persons.CORRECTED,
        labels={"first": _("a first address")},
    ),
    Line("person.renamed", _("Somebody calls themselves otherwise"), facts=("person",)),
    Line("person.merged", _("Two rows became one person"), facts=("person", "other")),
    Line(
        "person.switched",
        _("Somebody went on as another of their household"),
        facts=("person",),
        notice=persons.SWITCHED,
    ),
    Line("person.forgotten", _("Somebody was forgotten, by their own will"), facts=("person",)),
    Line("factor.added", _("Somebody added a second factor"), facts=("person",), notice=persons.FACTOR),
    Line("factor.removed", _("Somebody removed a second factor"), facts=("person",), notice=persons.FACTOR),
    Line("duty.given", _("A duty of staff was given"), facts=("person", "duty"), notice=persons.DUTY_GIVEN),
    Line("duty.ended", _("A duty of staff ended"), facts=("person", "duty"), notice=persons.DUTY_ENDED),
    Line("stake.joined", _("Somebody joined a stakeholder group"), facts=("person",)),
)
