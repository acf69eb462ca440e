"""Rules that add up: votes, ticks or points for each option, the highest first."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from core.pictures.bars import Bar, bars
from votes.tally.readings.shapes import Count, Drawing, Explanation, Table, part
from votes.tally.readings.words import exactly, joined, pairs


def totals(count: Count) -> Explanation:
    """Read a rule of totals: plurality, approval, points, Borda."""
    scores = dict(count.facts["scores"])
    heading = _("Points") if count.in_points else _("Votes")
    best = [count.short(scores[option]) for option in (count.won or count.tied) if option in scores]
    why = _("with %(figures)s of %(valid)s valid ballots") % {
        "figures": joined(best),
        "valid": count.short(count.facts["valid"]),
    }
    if count.in_points:
        why = _("with %(figures)s points") % {"figures": joined(best)}
    return Explanation(
        why,
        [Drawing(heading, draw(count, scores, heading))],
        [Table(heading, [_("Option"), heading, _("Result")], rows(count, scores))],
        [papers(count), *order(count, scores)],
    )


def draw(count: Count, scores: Mapping[str, Any], title: str, *, line: Any = None, most: Any = None) -> Any:
    """Draw a bar an option; `line` is the figure that it took, `most` what the whole width stands for."""
    longest = most or max([*map(Fraction, scores.values()), Fraction(line or 0)], default=0)
    drawn = [
        Bar(count.name(option), count.short(value), part(value, longest), count.state(option))
        for option, value in scores.items()
    ]
    desc = pairs([(bar.name, bar.figure) for bar in drawn])
    return bars(drawn, title=title, desc=desc, line=None if line is None else part(line, longest))


def rows(count: Count, scores: Mapping[str, Any]) -> list[list[str | int]]:
    """The rows of a table of totals."""
    return [[count.name(option), count.exact(value), count.fate(option)] for option, value in scores.items()]


def papers(count: Count) -> str:
    """Say how many ballots counted, and how many were blank."""
    facts = count.facts
    words = {"valid": voices(count, facts["valid"]), "blank": voices(count, facts["blank"])}
    if count.weighted:
        return _("Valid ballots weigh %(valid)s, blank papers %(blank)s.") % words
    return _("Valid ballots: %(valid)s; blank papers: %(blank)s.") % words


def voices(count: Count, value: Any) -> str:
    """Write voices, which are shares where colleges weigh, even beside points."""
    return exactly(value, share=count.weighted)


def order(count: Count, scores: Mapping[str, Any]) -> list[str]:
    """Say the order, place by place; equal options share a sentence."""
    sentences = []
    place = 1
    for tier in count.facts["ranking"]:
        sentences.append(
            _("Place %(place)s: %(names)s, with %(figure)s.")
            % {"place": place, "names": joined(count.titles(tier)), "figure": count.short(scores[tier[0]])}
        )
        place += len(tier)
    return sentences


def yes_no(count: Count) -> Explanation:
    """Read a vote by yes and no: both sides, and each majority with what it was compared with."""
    facts, heading = count.facts, _("Votes")
    sides = {"yes": _("Yes"), "no": _("No"), "abstain": _("Abstention")}
    scores = {side: facts[side] for side in sides}
    named = Count(count.paper, facts, count.verdict, count.weighted, {**sides, **count.names})
    majorities = [
        _("Majority of %(share)s of %(base)s: reached.") % _base(count, majority)
        if majority["reached"]
        else _("Majority of %(share)s of %(base)s: not reached.") % _base(count, majority)
        for majority in facts["majorities"]
    ]
    why = _("%(yes)s yes, %(no)s no") % {side: count.short(facts[side]) for side in ("yes", "no")}
    table = Table(heading, [_("Option"), heading, _("Result")], rows(named, scores))
    return Explanation(why, [Drawing(heading, draw(named, scores, heading))], [table], majorities)


def _base(count: Count, majority: Mapping[str, Any]) -> dict[str, str]:
    return {"share": str(majority["threshold"]), "base": count.short(majority["base_count"])}
