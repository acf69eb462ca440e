"""Duels: every option against every other."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pictures.labels import letters
from core.pictures.matrix import matrix
from votes.tally.readings.bars import papers
from votes.tally.readings.shapes import Count, Drawing, Explanation, Table
from votes.tally.readings.words import joined


def duels(count: Count) -> Explanation:
    """Read a rule of duels: the matrix, then what the rule adds where nobody beats everybody."""
    order, heading = _order(count), _("Each option against each other")
    signs = letters(len(order))
    columns = [_("Option"), *(count.name(option) for option in order), _("Duels won")]
    rows: list[list[str | int]] = [
        [
            count.name(option),
            *(
                "" if option == opponent else count.exact(_over(count, option, opponent))
                for opponent in order
            ),
            _wins(count, option),
        ]
        for option in order
    ]
    cells = [[_cell(count, option, opponent) for opponent in order] for option in order]
    sentences = [_won(count, option, len(order) - 1) for option in order]
    desc = " ".join(sentences)
    drawn = matrix([count.name(option) for option in order], signs, cells, title=heading, desc=desc)
    tables = [Table(heading, columns, rows), *_paths(count, order)]
    return Explanation(
        _why(count), [Drawing(heading, drawn)], tables, [papers(count), *sentences, *_steps(count)]
    )


def _won(count: Count, option: str, duels: int) -> str:
    wins = _wins(count, option)
    return ngettext(
        "%(name)s wins %(wins)s duel of %(all)s.", "%(name)s wins %(wins)s duels of %(all)s.", wins
    ) % {"name": count.name(option), "wins": wins, "all": duels}


def _over(count: Count, option: str, opponent: str) -> Any:
    return count.facts["pairwise"][option][opponent]


def _how(count: Count, option: str, opponent: str) -> str:
    for_, against = Fraction(_over(count, option, opponent)), Fraction(_over(count, opponent, option))
    return "win" if for_ > against else "lose" if for_ < against else "tie"


def _cell(count: Count, option: str, opponent: str) -> tuple[str, str] | None:
    return (
        None
        if option == opponent
        else (_how(count, option, opponent), count.short(_over(count, option, opponent)))
    )


def _wins(count: Count, option: str) -> int:
    return sum(_how(count, option, opponent) == "win" for opponent in count.paper.ids if opponent != option)


def _order(count: Count) -> list[str]:
    """The winner first, then in the order of the rule; by duels won where it gives none."""
    ranked = [option for tier in count.facts.get("ranking") or [] for option in tier]
    ids = ranked if len(ranked) == len(count.paper.ids) else count.paper.ids
    if not ranked:
        ids = sorted(ids, key=lambda option: -_wins(count, option))
    return sorted(ids, key=lambda option: option not in count.won)


def _why(count: Count) -> str:
    if count.won and count.facts["condorcet_winner"] == count.won[0]:
        return _("preferred to every other option, one against one")
    if count.won and count.paper.method == "ranked_pairs":
        return _("nobody beats everybody, and it comes first once the clearest duels are kept")
    if count.won:
        return _("nobody beats everybody, and its weakest path is the strongest")
    return _("nobody beats every other option")


def _paths(count: Count, order: Sequence[str]) -> list[Table]:
    """The strengths of Schulze's paths."""
    paths = count.facts.get("path_strengths")
    if not paths:
        return []
    known = [option for option in order if option in paths]
    rows: list[list[str | int]] = [
        [
            count.name(option),
            *(
                count.exact(paths[option][opponent]) if opponent in paths[option] else ""
                for opponent in known
            ),
        ]
        for option in known
    ]
    return [Table(_("Strength of the paths"), [_("Option"), *map(count.name, known)], rows)]


def _steps(count: Count) -> list[str]:
    sentences = []
    for pair in count.facts.get("pairs", []):
        words = {"for": count.short(pair["winning"]), "against": count.short(pair["opposing"])}
        if pair["locked"]:
            sentences.append(
                _("%(for)s to %(against)s: kept, %(duels)s.")
                % {**words, "duels": _named(count, pair["locked"])}
            )
        if pair["dropped"]:
            sentences.append(
                _("%(for)s to %(against)s: left out, for it would go round in a circle, %(duels)s.")
                % {**words, "duels": _named(count, pair["dropped"])}
            )
    for place, tier in enumerate(count.facts.get("ranking") or [], 1):
        sentences.append(
            _("Rank %(place)s: %(names)s.") % {"place": place, "names": joined(count.titles(tier))}
        )
    return sentences


def _named(count: Count, duels: Sequence[Sequence[str]]) -> str:
    return ", ".join(f"{count.name(winner)} > {count.name(loser)}" for winner, loser in duels)
