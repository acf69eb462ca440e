"""Majority judgment: the grade that at least half of the ballots reach, option by option."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from core.pictures.merit import Profile, merit
from votes.tally.readings.shapes import Count, Drawing, Explanation, Table, part
from votes.tally.readings.words import joined, pairs, shortly


def judgment(count: Count) -> Explanation:
    """Read majority judgment: the profile of each option, and what parts equal grades."""
    grades = list(count.facts["grades"])
    ranked = [option for tier in count.facts["ranking"] for option in tier]
    order = [*ranked, *(option for option in count.paper.ids if option not in ranked)]
    best = list(dict.fromkeys(_grade(count, option) for option in (count.won or count.tied)))
    heading = _("Merit profile")
    return Explanation(
        _("which at least half of the ballots grade %(grade)s or better") % {"grade": joined(best)},
        [Drawing(heading, _drawn(count, order, grades, heading))],
        [_table(count, order, grades)],
        [_step(count, option) for option in order],
    )


def _grade(count: Count, option: str) -> str:
    place = count.facts["majority_grades"].get(option)
    return "" if place is None else str(count.facts["grades"][place])


def _row(count: Count, option: str) -> list[Any]:
    """The voices of each grade, best grade first; none at all where nobody graded."""
    return list(reversed(count.facts["tallies_after_fill"].get(option, [0] * len(count.facts["grades"]))))


def signs(grades: Sequence[str]) -> list[str]:
    """The initials of each grade; numbers where two would be the same.

    >>> signs(["Reject", "Fair", "Very good"]), signs(["Poor", "Passable"])
    (['R', 'F', 'VG'], ['1', '2'])
    """
    initials = ["".join(word[0] for word in grade.split()).upper()[:3] for grade in grades]
    return initials if len(set(initials)) == len(grades) else [str(k) for k in range(1, len(grades) + 1)]


def _drawn(count: Count, order: Sequence[str], grades: Sequence[str], title: str) -> Any:
    rows, sentences = [], []
    for option in order:
        row = _row(count, option)
        whole = sum(map(Fraction, row))
        rows.append(
            Profile(
                count.name(option),
                _grade(count, option),
                [part(voices, whole) for voices in row],
                count.state(option),
            )
        )
        figures = pairs(
            [(grade, count.short(voices)) for grade, voices in zip(reversed(grades), row, strict=True)]
        )
        sentences.append(f"{count.name(option)}: {figures}.")
    keyed = list(zip(signs(grades), grades, strict=True))
    desc = " ".join([*sentences, _("The mark stands at half of the ballots.")])
    return merit(rows, keyed[::-1], title=title, desc=desc)


def _table(count: Count, order: Sequence[str], grades: Sequence[str]) -> Table:
    rows: list[list[str | int]] = [
        [
            count.name(option),
            count.facts["ranks"].get(option, ""),
            _grade(count, option),
            *(count.exact(voices) for voices in _row(count, option)),
        ]
        for option in order
    ]
    return Table(
        _("Grades by option"), [_("Option"), _("Rank"), _("Majority grade"), *reversed(grades)], rows
    )


def _step(count: Count, option: str) -> str:
    gauge = count.facts["majority_gauge"].get(option)
    if gauge is None or gauge["grade"] is None:
        return _("%(name)s: no grade.") % {"name": count.name(option)}
    words = {
        "name": count.name(option),
        "place": count.facts["ranks"][option],
        "grade": _grade(count, option),
        "above": _share(gauge["above"]),
        "below": _share(gauge["below"]),
    }
    return _("Place %(place)s: %(name)s, %(grade)s; %(above)s graded it better, %(below)s worse.") % words


def _share(value: Any) -> str:
    return shortly(value, share=True)
