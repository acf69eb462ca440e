"""Duels: every option against every other."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pictures.labels import letters
from core.pictures.matrix import matrix
from votes.tally.readings.bars import papers
from votes.tally.readings.shapes import Count, Drawing, Table, Told
from votes.tally.readings.words import joined


def duels(count: Count) -> Told:
    """Read a rule of duels: the matrix, then what the rule adds where nobody beats everybody."""
    order, heading = _order(count), _("Each option against each other")
    signs = letters(len(order))
    columns = [_("Option"), *(count.name(option) for option in order), _("Duels won")]
    rows: list[list[str | int]] = [
        [
            count.name(one),
            *("" if one == other else count.exact(_over(count, one, other)) for other in order),
            _wins(count, one),
        ]
        for one in order
    ]
    cells = [[_cell(count, one, other) for other in order] for one in order]
    told = [_won(count, one, len(order) - 1) for one in order]
    desc = " ".join(told)
    drawn = matrix([count.name(one) for one in order], signs, cells, title=heading, desc=desc)
    tables = [Table(heading, columns, rows), *_paths(count, order)]
    return Told(_why(count), [Drawing(heading, drawn)], tables, [papers(count), *told, *_steps(count)])


def _won(count: Count, one: str, duels: int) -> str:
    wins = _wins(count, one)
    return ngettext(
        "%(name)s wins %(wins)s duel of %(all)s.", "%(name)s wins %(wins)s duels of %(all)s.", wins
    ) % {"name": count.name(one), "wins": wins, "all": duels}


def _over(count: Count, one: str, other: str) -> Any:
    return count.facts["pairwise"][one][other]


def _how(count: Count, one: str, other: str) -> str:
    for_, against = Fraction(_over(count, one, other)), Fraction(_over(count, other, one))
    return "win" if for_ > against else "lose" if for_ < against else "tie"


def _cell(count: Count, one: str, other: str) -> tuple[str, str] | None:
    return None if one == other else (_how(count, one, other), count.short(_over(count, one, other)))


def _wins(count: Count, one: str) -> int:
    return sum(_how(count, one, other) == "win" for other in count.paper.ids if other != one)


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
            count.name(one),
            *(count.exact(paths[one][other]) if other in paths[one] else "" for other in known),
        ]
        for one in known
    ]
    return [Table(_("Strength of the paths"), [_("Option"), *map(count.name, known)], rows)]


def _steps(count: Count) -> list[str]:
    told = []
    for pair in count.facts.get("pairs", []):
        words = {"for": count.short(pair["winning"]), "against": count.short(pair["opposing"])}
        if pair["locked"]:
            told.append(
                _("%(for)s to %(against)s: kept, %(duels)s.")
                % {**words, "duels": _named(count, pair["locked"])}
            )
        if pair["dropped"]:
            told.append(
                _("%(for)s to %(against)s: left out, for it would go round in a circle, %(duels)s.")
                % {**words, "duels": _named(count, pair["dropped"])}
            )
    for place, tier in enumerate(count.facts.get("ranking") or [], 1):
        told.append(_("Rank %(place)s: %(names)s.") % {"place": place, "names": joined(count.titles(tier))})
    return told


def _named(count: Count, duels: Sequence[Sequence[str]]) -> str:
    return ", ".join(f"{count.name(one)} > {count.name(other)}" for one, other in duels)
