"""Breaking ties: rules that are passed in, never a hidden habit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, TypeVar

from votes.rules.shapes import MalformedRule, Number, Option

Name = TypeVar("Name", bound=Option)


@dataclass(frozen=True)
class TieRule:
    """A way to part options that are tied, with the name under which it is published.

    `favour` gives what is compared: the smallest is favoured, equals stay tied. `takes_first` is for
    lots that fall on an option whatever they are drawn for: the same one is seated or excluded.
    """

    name: str
    favour: Callable[[Any], Any]
    takes_first: bool = False

    def __call__(self, tied: Sequence[Name]) -> list[Name]:
        """Return the most favoured of the tied: one, or several that this rule cannot part."""
        first = min(self.favour(option) for option in tied)
        return [option for option in tied if self.favour(option) == first]

    def last(self, tied: Sequence[Name]) -> list[Name]:
        """Return whom an exclusion falls on: the least favoured."""
        if self.takes_first:
            return self(tied)
        last = max(self.favour(option) for option in tied)
        return [option for option in tied if self.favour(option) == last]


def list_order(options: Sequence[Option], *, takes_first: bool = False) -> TieRule:
    """Favour whoever comes first in the list of options. Raises MalformedRule on a stranger."""
    place = {option: k for k, option in enumerate(options)}
    return TieRule("list order", lambda option: _place_of(place, option), takes_first)


def eldest(born: Mapping[Any, date]) -> TieRule:
    """Favour the elder; those born the same day stay tied. Raises MalformedRule on a missing date."""
    return TieRule("elder", lambda option: _place_of(born, option))


def lot(seed: str) -> TieRule:
    """Draw by lot from a published seed: the smallest SHA-256 of seed, line feed and option is favoured.

    The seed must be published after the box is sealed; then anybody can draw again.

    >>> lot("12 June 2027")(["Inès", "Hugo", "Rosa"])
    ['Rosa']
    """
    return TieRule(
        "lot", lambda option: sha256(f"{seed}\n{option}".encode("utf-8", "surrogatepass")).hexdigest()
    )


def _place_of(places: Mapping[Any, Any], option: Option) -> Any:
    if option not in places:
        raise MalformedRule(f"the tie rule knows nothing of {str(option)[:60]!r}")
    return places[option]


def elder(tied: Sequence[str], born: Mapping[str, date]) -> list[str]:
    """Order tied candidates from the eldest; those born the same day stay tied, side by side.

    Returns the eldest ones only: one name, or several that this rule cannot part.
    Raises MalformedRule when a birth date is missing.
    Source: statutes that name the elder candidate.
    """
    if missing := [name for name in tied if name not in born]:
        raise MalformedRule(f"birth date missing: {', '.join(missing)}")
    first = min(born[name] for name in tied)
    return [name for name in tied if born[name] == first]


def at_the_cut(totals: Mapping[Name, Number], seats: int) -> tuple[list[Name], list[Name], int]:
    """Part candidates at a number of seats: (surely in, tied at the cut, seats left to fill).

    Highest totals first; names of equal totals in the order given. Nobody is tied when the seats
    suffice for all; then seats may stay empty.
    """
    ranked = sorted(totals, key=lambda name: -totals[name])
    if len(ranked) <= seats:
        return ranked, [], seats - len(ranked)
    last_in, first_out = totals[ranked[seats - 1]], totals[ranked[seats]]
    if seats == 0 or last_in != first_out:
        return ranked[:seats], [], 0
    sure = [name for name in ranked if totals[name] > last_in]
    tied = [name for name in ranked if totals[name] == last_in]
    return sure, tied, seats - len(sure)
