"""What the check says, in the reader's words: one sentence for each effect, each problem, each caution."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.prose.days import date_format
from core.prose.tags import euros
from members.shares.models import Movement

Facts = Mapping[str, Any]


def effect(code: str, facts: Facts) -> str:
    """Say what a line would do."""
    return EFFECTS[code](facts) if code else ""


def problem(code: str, facts: Facts) -> str:
    """Say what is wrong or doubtful, and how to go on."""
    return PROBLEMS[code](facts)


def _day(iso: str) -> str:
    return date_format(date.fromisoformat(iso))


# --- effects ----------------------------------------------------------------------------------


def _enters(facts: Facts) -> str:
    sentences = [
        _("Seat %(number)d: %(who)s enters college %(college)s on %(day)s.")
        % {**facts, "day": _day(facts["on"])}
    ]
    if facts["acting"]:
        sentences.append(_("%(acting)s acts for it.") % facts)
    if facts["login"]:
        sentences.append(_("Somebody signs in with this address already: it is them."))
    if facts["left"]:
        sentences.append(_("Their last day is %(day)s.") % {"day": _day(facts["left"])})
    return " ".join(sentences)


def _moves(facts: Facts) -> str:
    shares = ngettext("%(count)d share", "%(count)d shares", facts["shares"]) % {"count": facts["shares"]}
    kind = f"{facts['class']} → {facts['class_to']}" if facts["class_to"] else facts["class"]
    facts_in_words = {
        "no": facts["no"],
        "operation": Movement.Operation(facts["operation"]).label,
        "shares": shares,
        "class": kind,
        "day": _day(facts["on"]),
    }
    sentences = [_("Line %(no)d, %(operation)s on %(day)s: %(shares)s of class %(class)s.") % facts_in_words]
    if facts["corrects"]:
        sentences.append(_("It corrects line %(no)d.") % {"no": facts["corrects"]})
    for side, sentence in (
        ("from", _("From %(name)s, seat %(number)d.")),
        ("to", _("To %(name)s, seat %(number)d.")),
    ):
        if facts[side]:
            sentences.append(sentence % {"number": facts[side][0], "name": facts[side][1]})
    if Decimal(facts["paid"]):
        sentences.append(_("Paid: %(paid)s.") % {"paid": euros(facts["paid"])})
    return " ".join(sentences)


def _address(facts: Facts) -> str:
    facts_in_words = {**facts, "was": _one_line(facts["was"]) or "—", "becomes": _one_line(facts["becomes"])}
    return (
        _(
            "Seat %(number)d: %(who)s is on the register; the postal address changes from %(was)s to %(becomes)s."
        )
        % facts_in_words
    )


def _one_line(text: str) -> str:
    return ", ".join(text.splitlines())


EFFECTS: dict[str, Callable[[Facts], str]] = {
    "college_enters": lambda f: _("College %(code)s is added: %(name)s.") % f,
    "college_changes": lambda f: _("College %(code)s takes this name and this order: %(name)s.") % f,
    "college_same": lambda f: _("College %(code)s is there already, unchanged.") % f,
    "member_enters": _enters,
    "member_same": lambda f: _("Seat %(number)d: %(who)s is on the register already, unchanged.") % f,
    "member_address": _address,
    "movement_enters": _moves,
    "movement_same": lambda f: _("Line %(no)d is on the register already, unchanged.") % f,
}

# --- problems and cautions --------------------------------------------------------------------


def _differs(facts: Facts) -> str:
    held = facts["held"]
    try:
        held = _day(held)
    except ValueError:
        held = held or _("nothing")
    return _(
        "The register says: %(held)s. A file does not change this: do it on the page of seat %(number)d, or empty this cell."
    ) % {"held": held, "number": facts["number"]}


def _gap(facts: Facts) -> str:
    missing = str(facts["first"]) if facts["first"] == facts["last"] else f"{facts['first']}–{facts['last']}"
    return _(
        "Seats are numbered without gap, and nobody has number %(missing)s. Add whoever left, with their dates, or ignore this column: the register gives the numbers."
    ) % {"missing": missing}


def _not_enough(facts: Facts) -> str:
    held = ngettext("%(count)d share", "%(count)d shares", facts["held"]) % {"count": facts["held"]}
    return _(
        "%(name)s holds %(held)s of class %(class)s that can leave on %(day)s or since: write no more, or add what is missing above."
    ) % {"name": facts["name"], "held": held, "class": facts["share_class"], "day": _day(facts["on"])}


def _fall(facts: Facts) -> Facts:
    return {**facts, "after": euros(facts["after"]), "floor": euros(facts["floor"]), "day": _day(facts["on"])}


PROBLEMS: dict[str, Callable[[Facts], str]] = {
    # cells
    "missing": lambda f: _("This cell is empty, and must say something."),
    "formula": lambda f: _("This cell holds a formula; paste values instead."),
    "error_value": lambda f: _("This cell holds the error of a formula; write the value."),
    "too_long": lambda f: _("%(length)d characters; the most is %(longest)d. Shorten it.") % f,
    "not_whole": lambda f: _("“%(found)s” is not a whole number: write digits alone, such as 12.") % f,
    "not_amount": lambda f: _("“%(found)s” is not an amount: write 1150 or 1150.50.") % f,
    "not_a_day": lambda f: _("“%(found)s” is not a day: write 31/12/2024 or 2024-12-31.") % f,
    "short_year": lambda f: _("“%(found)s”: write the year with four digits.") % f,
    "not_email": lambda f: _("“%(found)s” is not an e-mail address: correct it, or empty this cell.") % f,
    "not_siren": lambda f: _("“%(found)s” is not a SIREN: nine digits whose key holds. Check it, or empty this cell.") % f,
    "siret": lambda f: _("This is a SIRET; a SIREN is its first nine digits: %(siren)s.") % f,
    "not_code": lambda f: _("A code is made of letters and digits, %(longest)d at most.") % f,
    "not_a_word": lambda f: _("“%(found)s” is not known here: write one of %(words)s.") % {**f, "words": ", ".join(f["words"])},
    # any line
    "twice": lambda f: _("Line %(line)d says this already: keep it once.") % f,
    "not_come": lambda f: _("This day has not come. Check the year."),
    # colleges
    "same_college_name": lambda f: _("College %(code)s bears this name too.") % f,
    # members
    "nobody": lambda f: _("Nobody is named: give a name."),
    "unknown_college": lambda f: _("No college is called “%(found)s”: write one of %(colleges)s, or import the colleges first.") % {**f, "colleges": f["colleges"] or "—"},
    "siren_of_a_person": lambda f: _("Only an organisation bears a SIREN: empty this cell, or say that it is a legal person."),
    "email_twice": lambda f: _("Line %(line)d has this address for somebody else. One address signs one person in: leave it empty on one of the two lines.") % f,
    "email_of_other": lambda f: _("This is the address of %(name)s. One address signs one person in: correct it, or empty this cell.") % f,
    "belongs_to": lambda f: _("This belongs to %(name)s, seat %(number)d: correct it, or give that number.") % f,
    "number_of_other": lambda f: _("Seat %(number)d is %(name)s: correct the number, or the name.") % f,
    "number_mixed": lambda f: _("Give a number on every new line, or on none."),
    "number_zero": lambda f: _("Seats are numbered from 1."),
    "number_gap": _gap,
    "differs": _differs,
    "came_back": lambda f: _("Seat %(number)d left on %(day)s. Whoever comes back is admitted at the desk, so that both stays are kept: take this line out.") % {**f, "day": _day(f["on"])},
    "left_before": lambda f: _("A member leaves on or after the day of admission, %(day)s: check both days.") % {"day": _day(f["on"])},
    "leaves_later": lambda f: _("The last day is still to come: %(day)s.") % {"day": _day(f["on"])},
    "without_day": lambda f: _("The day that goes with this is missing: give it, or empty this cell."),
    "ends_before": lambda f: _("It ends before it starts, on %(day)s: check both days.") % {"day": _day(f["on"])},
    "outside": lambda f: _("On this day the member was not on the register: check the days."),
    "same_name": lambda f: _("Seat %(number)d bears this name too. If it is the same person, give that number.") % f,
    "same_name_above": lambda f: _("Line %(line)d names somebody of this name, admitted on the same day. If it is the same person, keep one line.") % f,
    # shares
    "nobody_bears": lambda f: _("No member bears this number or this name: “%(found)s”. Import the members first, or correct it.") % f,
    "several_bear": lambda f: _("Several members bear this name: “%(found)s”. Give the number of the seat.") % f,
    "no_holder": lambda f: _("Whose shares? Give the number of the seat, or the name."),
    "holder_too_many": lambda f: _("A line of this kind (%(operation)s) has nobody on this side: empty this cell.") % {"operation": Movement.Operation(f["operation"]).label},
    "no_share": lambda f: _("A movement is of at least one share."),
    "no_nominal": lambda f: _("No code social says the nominal value on that day: add a column that gives it."),
    "no_worth": lambda f: _("A share is worth more than nothing."),
    "other_nominal": lambda f: _("The code social of that day says %(nominal)s.") % {"nominal": euros(f["nominal"])},
    "negative": lambda f: _("An amount is not negative; only a correction takes it back."),
    "refund_at_nominal": lambda f: _("No sum is given: %(value)s is entered as paid back, the nominal value. Add a column that says what was paid, if it was less.") % {"value": euros(f["value"])},
    "paid_too_much": lambda f: _("No more is paid than was called for these shares: %(value)s.") % {"value": euros(f["value"])},
    "refunded_too_much": lambda f: _("No more is paid back than the nominal value of these shares: %(value)s.") % {"value": euros(f["value"])},
    "same_class": lambda f: _("A conversion goes from one class to another: name two."),
    "several_classes": lambda f: _("%(name)s holds several classes of shares. Name the one: %(classes)s.") % f,
    "two_members": lambda f: _("A conversion stays with one member: name the same twice, or once."),
    "one_member": lambda f: _("A transfer goes from one member to another: choose two."),
    "only_a_conversion": lambda f: _("Only a conversion changes the class: empty this cell."),
    "only_a_correction": lambda f: _("Only a correction corrects a line: empty this cell."),
    "corrects_nothing": lambda f: _("Say which line it corrects, by its order number."),
    "no_such_line": lambda f: _("There is no line %(no)d above this one.") % f,
    "not_corrected_twice": lambda f: _("Line %(no)d is corrected already, or is a correction.") % f,
    "corrected_before": lambda f: _("Line %(no)d is of %(day)s: it is corrected on that day or later.") % {**f, "day": _day(f["on"])},
    "otherwise": lambda f: _("Line %(no)d says otherwise. A correction takes back the whole line.") % f,
    "not_next": lambda f: _("Lines are numbered without gap: this one would be number %(number)d. Correct it, or ignore this column.") % f,
    "line_says": lambda f: _("Line %(no)d of the register says otherwise. A line is never changed: correct it by another line.") % f,
    "not_on_register": lambda f: _("%(name)s was not on the register on %(day)s: check the day of admission.") % {**f, "day": _day(f["on"])},
    "not_enough": _not_enough,
    "under_the_floor": lambda f: _("The capital would fall to %(after)s, under its floor of %(floor)s: the refund waits until it rises.") % {"after": euros(f["after"]), "floor": euros(f["floor"])},
    "under_the_floor_later": lambda f: _("The capital would fall to %(after)s on %(day)s, under its floor of %(floor)s: the refund waits until it rises.") % _fall(f),
    "leant_on": lambda f: _("Shares were taken back since line %(no)d: without it the capital would fall to %(after)s on %(day)s, under its floor of %(floor)s. Enter first what raises it.") % _fall(f),
    "floor_unknown": lambda f: _("No code social says the floor of the capital on that day: it is not checked."),
    "goes_back": lambda f: _("The line above is of %(day)s: this one goes back in time, and is entered late. Check the year.") % {"day": _day(f["on"])},
    "alike": lambda f: _("Line %(no)d of the register is like this one: make sure that it is not entered twice.") % f,
}  # fmt: skip
