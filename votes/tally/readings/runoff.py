"""Run-offs: round by round, who had how many, who left, and to whom their votes went."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from core.pictures.flow import Stage, flow
from core.pictures.labels import letters
from votes.tally.readings.bars import draw, papers
from votes.tally.readings.shapes import Count, Drawing, Table, Told, part
from votes.tally.readings.words import joined, pairs

DRAWN = 8  # rounds in the picture; the table has them all


def instant(count: Count) -> Told:
    """Read an instant run-off: transfers between rounds, until somebody has more than half."""
    rounds = list(count.facts["rounds"])
    last = rounds[-1]["tally"] if rounds else {}
    best = [count.short(last.get(option, 0)) for option in (count.won or count.tied)]
    why = _("with %(figures)s in round %(round)s") % {"figures": joined(best), "round": len(rounds)}
    told = [papers(count), *(_step(count, one) for one in rounds)]
    return Told(why, [Drawing(_("Round by round"), _flow(count, rounds))], [table(count, rounds)], told)


def _flow(count: Count, rounds: Sequence[Mapping[str, Any]]) -> Any:
    left = [option for one in rounds for option in one["eliminated"]]
    ids = list(rounds[0]["tally"]) if rounds else []
    stay = [option for option in ids if option not in left]
    last = rounds[-1]["tally"] if rounds else {}
    stay.sort(key=lambda option: -Fraction(last.get(option, 0)))
    order = [*stay, *reversed(left)]
    shown = rounds[-DRAWN:]
    whole = sum(map(Fraction, shown[0]["tally"].values() if shown else []), Fraction(0))
    stages = [_stage(count, one, whole, final=one is rounds[-1]) for one in shown]
    present = [option for option in order if shown and option in shown[0]["tally"]]
    keyed = [
        (option, sign, count.name(option))
        for option, sign in zip(present, letters(len(present)), strict=True)
    ]
    told = [_tally(count, one) for one in rounds]
    if len(shown) < len(rounds):
        told.append(_("The last %(count)s rounds are drawn; the table has them all.") % {"count": DRAWN})
    return flow(stages, keyed, title=_("Round by round"), desc=" ".join(told))


def _stage(count: Count, one: Mapping[str, Any], whole: Fraction, *, final: bool) -> Stage:
    states = dict.fromkeys(one["eliminated"], "out")
    if final:
        states |= {option: count.state(option) for option in one["tally"] if count.state(option)}
    return Stage(
        _("Round %(round)s") % {"round": one["round"]},
        {option: part(voices, whole) for option, voices in one["tally"].items()},
        {option: part(voices, whole) for option, voices in one.get("transfers", {}).items()},
        states,
    )


def _tally(count: Count, one: Mapping[str, Any]) -> str:
    figures = [(count.name(option), count.short(voices)) for option, voices in one["tally"].items()]
    return _("Round %(round)s: %(figures)s.") % {"round": one["round"], "figures": pairs(figures)}


def _step(count: Count, one: Mapping[str, Any]) -> str:
    told = [_tally(count, one)]
    if one["eliminated"]:
        told.append(_("Out: %(names)s.") % {"names": joined(count.titles(one["eliminated"]))})
    if given := [(count.name(option), count.short(more)) for option, more in one["transfers"].items()]:
        told.append(_("Their votes go to %(figures)s.") % {"figures": pairs(given)})
    if one["exhausted"]:
        told.append(_("%(count)s ranked nobody who is left.") % {"count": count.short(one["exhausted"])})
    return " ".join(told)


def table(count: Count, rounds: Sequence[Mapping[str, Any]]) -> Table:
    """A row an option, a column a round; empty once it is out."""
    ids = list(rounds[0]["tally"]) if rounds else count.paper.ids
    columns = [_("Option"), *(_("Round %(round)s") % {"round": one["round"]} for one in rounds), _("Result")]
    rows: list[list[str | int]] = [
        [
            count.name(option),
            *(count.exact(one["tally"][option]) if option in one["tally"] else "" for one in rounds),
            count.fate(option),
        ]
        for option in ids
    ]
    return Table(_("Votes by round"), columns, rows)


def two_rounds(count: Count) -> Told:
    """Read a vote in two rounds: bars for each, with a mark at what it takes to win the first."""
    facts, rounds = count.facts, list(count.facts["rounds"])
    last = rounds[-1]["tally"]
    named = count.won or count.tied or facts["runoff"]
    best = joined([count.short(last.get(option, 0)) for option in named])
    why = _("with %(figures)s in round %(round)s") % {"figures": best, "round": len(rounds)}
    pictures = []
    for one in rounds:
        title = _("Round %(round)s") % {"round": one["round"]}
        tally = dict(sorted(one["tally"].items(), key=lambda row: -Fraction(row[1])))
        half = Fraction(one["valid"]) / 2 if one["round"] == 1 else None
        pictures.append(Drawing(title, draw(count, tally, title, line=half)))
    return Told(why, pictures, [table(count, rounds)], [*map(_two(count), rounds), *_after(count)])


def _two(count: Count) -> Any:
    def told(one: Mapping[str, Any]) -> str:
        blank = _("Blank papers: %(blank)s.") % {"blank": count.short(one["blank"])}
        return f"{_tally(count, one)} {blank}"

    return told


def _after(count: Count) -> list[str]:
    facts = count.facts
    told = []
    if facts["required"] is not None and not count.weighted:
        told.append(
            _("The first round took %(required)s votes.") % {"required": count.short(facts["required"])}
        )
    if facts["runoff"]:
        told.append(_("In the second round: %(names)s.") % {"names": joined(count.titles(facts["runoff"]))})
    return told
