"""Run-offs: round by round, who had how many, who left, and to whom their votes went."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from core.pictures.flow import Stage, flow
from core.pictures.labels import letters
from votes.tally.readings.bars import draw, papers
from votes.tally.readings.shapes import Count, Drawing, Explanation, Table, part
from votes.tally.readings.words import joined, pairs

DRAWN = 8  # rounds in the picture; the table has them all


def instant(count: Count) -> Explanation:
    """Read an instant run-off: transfers between rounds, until somebody has more than half."""
    rounds = list(count.facts["rounds"])
    last = rounds[-1]["tally"] if rounds else {}
    best = [count.short(last.get(option, 0)) for option in (count.won or count.tied)]
    why = _("with %(figures)s in round %(round)s") % {"figures": joined(best), "round": len(rounds)}
    steps = [papers(count), *(_step(count, round_) for round_ in rounds)]
    return Explanation(
        why, [Drawing(_("Round by round"), _flow(count, rounds))], [table(count, rounds)], steps
    )


def _flow(count: Count, rounds: Sequence[Mapping[str, Any]]) -> Any:
    eliminated = [option for round_ in rounds for option in round_["eliminated"]]
    ids = list(rounds[0]["tally"]) if rounds else []
    stay = [option for option in ids if option not in eliminated]
    last = rounds[-1]["tally"] if rounds else {}
    stay.sort(key=lambda option: -Fraction(last.get(option, 0)))
    order = [*stay, *reversed(eliminated)]
    drawn = rounds[-DRAWN:]
    whole = sum(map(Fraction, drawn[0]["tally"].values() if drawn else []), Fraction(0))
    stages = [_stage(count, round_, whole, final=round_ is rounds[-1]) for round_ in drawn]
    present = [option for option in order if drawn and option in drawn[0]["tally"]]
    keyed = [
        (option, sign, count.name(option))
        for option, sign in zip(present, letters(len(present)), strict=True)
    ]
    sentences = [_tally(count, round_) for round_ in rounds]
    if len(drawn) < len(rounds):
        sentences.append(_("The last %(count)s rounds are drawn; the table has them all.") % {"count": DRAWN})
    return flow(stages, keyed, title=_("Round by round"), desc=" ".join(sentences))


def _stage(count: Count, round_: Mapping[str, Any], whole: Fraction, *, final: bool) -> Stage:
    states = dict.fromkeys(round_["eliminated"], "out")
    if final:
        states |= {option: count.state(option) for option in round_["tally"] if count.state(option)}
    return Stage(
        _("Round %(round)s") % {"round": round_["round"]},
        {option: part(voices, whole) for option, voices in round_["tally"].items()},
        {option: part(voices, whole) for option, voices in round_.get("transfers", {}).items()},
        states,
    )


def _tally(count: Count, round_: Mapping[str, Any]) -> str:
    figures = [(count.name(option), count.short(voices)) for option, voices in round_["tally"].items()]
    return _("Round %(round)s: %(figures)s.") % {"round": round_["round"], "figures": pairs(figures)}


def _step(count: Count, round_: Mapping[str, Any]) -> str:
    sentences = [_tally(count, round_)]
    if round_["eliminated"]:
        sentences.append(_("Out: %(names)s.") % {"names": joined(count.titles(round_["eliminated"]))})
    if transfers := [
        (count.name(option), count.short(voices)) for option, voices in round_["transfers"].items()
    ]:
        sentences.append(_("Their votes go to %(figures)s.") % {"figures": pairs(transfers)})
    if round_["exhausted"]:
        sentences.append(
            _("%(count)s ranked nobody who is left.") % {"count": count.short(round_["exhausted"])}
        )
    return " ".join(sentences)


def table(count: Count, rounds: Sequence[Mapping[str, Any]]) -> Table:
    """A row an option, a column a round; empty once it is out."""
    ids = list(rounds[0]["tally"]) if rounds else count.paper.ids
    columns = [
        _("Option"),
        *(_("Round %(round)s") % {"round": round_["round"]} for round_ in rounds),
        _("Result"),
    ]
    rows: list[list[str | int]] = [
        [
            count.name(option),
            *(count.exact(round_["tally"][option]) if option in round_["tally"] else "" for round_ in rounds),
            count.fate(option),
        ]
        for option in ids
    ]
    return Table(_("Votes by round"), columns, rows)


def two_rounds(count: Count) -> Explanation:
    """Read a vote in two rounds: bars for each, with a mark at what it takes to win the first."""
    facts, rounds = count.facts, list(count.facts["rounds"])
    last = rounds[-1]["tally"]
    named = count.won or count.tied or facts["runoff"]
    best = joined([count.short(last.get(option, 0)) for option in named])
    why = _("with %(figures)s in round %(round)s") % {"figures": best, "round": len(rounds)}
    pictures = []
    for round_ in rounds:
        title = _("Round %(round)s") % {"round": round_["round"]}
        tally = dict(sorted(round_["tally"].items(), key=lambda row: -Fraction(row[1])))
        half = Fraction(round_["valid"]) / 2 if round_["round"] == 1 else None
        pictures.append(Drawing(title, draw(count, tally, title, line=half)))
    return Explanation(why, pictures, [table(count, rounds)], [*map(_two(count), rounds), *_after(count)])


def _two(count: Count) -> Any:
    def sentence(round_: Mapping[str, Any]) -> str:
        blank = _("Blank papers: %(blank)s.") % {"blank": count.short(round_["blank"])}
        return f"{_tally(count, round_)} {blank}"

    return sentence


def _after(count: Count) -> list[str]:
    facts = count.facts
    sentences = []
    if facts["required"] is not None and not count.weighted:
        sentences.append(
            _("The first round took %(required)s votes.") % {"required": count.short(facts["required"])}
        )
    if facts["runoff"]:
        sentences.append(
            _("In the second round: %(names)s.") % {"names": joined(count.titles(facts["runoff"]))}
        )
    return sentences
