"""Sortition: names drawn by lot from a published seed, so that anybody can draw them again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from math import floor
from typing import Union

from votes.rules.papers import quoted
from votes.rules.seating import Json
from votes.rules.shapes import MalformedRule

Shares = Union[int, Mapping[str, int]]  # noqa: UP007 — read at run time


@dataclass(frozen=True)
class Drawn:
    """One name, its college, and the digest that decided its place."""

    name: str
    college: str
    digest: str


@dataclass(frozen=True)
class SortitionOutcome:
    """Who is drawn and who stands in reserve, in the order of the draw, with the seed."""

    seed: str
    seats: dict[str, int]
    drawn: list[Drawn]
    reserves: list[Drawn]

    def to_json(self) -> Json:
        """Write the names, and the digests by which the draw can be done again."""
        return {
            "seed": self.seed,
            "winners": [lot.name for lot in self.drawn],
            "tied": [],
            "reserves": [lot.name for lot in self.reserves],
            "seats_by_college": self.seats,
            "lots": [
                {"name": lot.name, "college": lot.college, "sha256": lot.digest, "drawn": lot in self.drawn}
                for lot in (*self.drawn, *self.reserves)
            ],
        }


def sortition(
    colleges: Mapping[str, Sequence[str]], *, seats: Shares, seed: str, reserves: Shares = 0
) -> SortitionOutcome:
    """Draw names by lot, college by college, without repetition.

    Shape: college → names (one college, "", where there are none); a name occurs once in all. `seats` are
    numbers by college, or one number that is shared out in proportion to their sizes, largest remainder,
    equal remainders by lot; so are `reserves`. A name's lot is the SHA-256 of seed, college and name,
    each on a line of its own; the smallest lots of a college are drawn, the next are its reserves, in
    that order. The same names in any order give the same draw; there are no ties.
    The seed must be published after the list of names is closed, and be nobody's choice: a lottery, a
    newspaper, dice thrown in the meeting. Raises MalformedRule on an empty seed, a name that occurs
    twice, or more seats than names. Reserves are as many as there are names left.
    Source: law of the draw as published here; stratified sampling without replacement.

    >>> outcome = sortition({"": ["Inès", "Hugo", "Rosa", "Tom"]}, seats=2, seed="12 June 2027", reserves=1)
    >>> [one.name for one in outcome.drawn], [one.name for one in outcome.reserves]
    (['Hugo', 'Rosa'], ['Inès'])
    """
    _check(colleges, seed)
    sizes = {college: len(names) for college, names in colleges.items()}
    places = shared_out(sizes, seats, seed)
    behind = shared_out(
        {college: sizes[college] - places[college] for college in sizes}, reserves, seed, most=True
    )
    drawn: list[Drawn] = []
    waiting: list[Drawn] = []
    for college, names in colleges.items():
        order = sorted((_digest(seed, college, name), name) for name in names)
        lots = [Drawn(name, college, digest) for digest, name in order]
        drawn += lots[: places[college]]
        waiting += lots[places[college] : places[college] + behind[college]]
    return SortitionOutcome(seed, places, drawn, waiting)


def _check(colleges: Mapping[str, Sequence[str]], seed: str) -> None:
    if not isinstance(seed, str) or not seed.strip():
        raise MalformedRule("a draw needs a seed")
    names = [name for college in colleges.values() for name in college]
    if not names:
        raise MalformedRule("there is nobody to draw")
    if len(frozenset(names)) != len(names):
        raise MalformedRule("a name occurs twice: nobody has two lots")


def _digest(seed: str, college: str, name: str) -> str:
    return sha256(f"{seed}\n{college}\n{name}".encode("utf-8", "surrogatepass")).hexdigest()


def shared_out(sizes: Mapping[str, int], seats: Shares, seed: str, *, most: bool = False) -> dict[str, int]:
    """Share seats out between colleges in proportion to their sizes, largest remainder first.

    Equal remainders go by lot. With `most`, there may be fewer people than seats, and all are taken.
    Raises MalformedRule when a college has fewer people than seats, or is unknown.

    >>> shared_out({"A": 50, "B": 30, "C": 20}, 4, "seed")
    {'A': 2, 'B': 1, 'C': 1}
    """
    if not isinstance(seats, int):
        shares = {college: seats.get(college, 0) for college in sizes}
        if strangers := set(seats) - set(sizes):
            raise MalformedRule(f"there is no college {quoted(min(strangers))}")
    else:
        shares = _in_proportion(sizes, min(seats, sum(sizes.values())) if most else seats, seed)
    for college, number in shares.items():
        if number < 0 or (number > sizes[college] and not most):
            raise MalformedRule(f"college {quoted(college)} has {sizes[college]} people for {number} seats")
    return {college: min(number, sizes[college]) for college, number in shares.items()}


def _in_proportion(sizes: Mapping[str, int], seats: int, seed: str) -> dict[str, int]:
    everybody = sum(sizes.values())
    if seats < 0 or seats > everybody:
        raise MalformedRule(f"there are {everybody} people for {seats} seats")
    exact = {college: Fraction(seats * size, everybody or 1) for college, size in sizes.items()}
    whole = {college: floor(share) for college, share in exact.items()}
    remaining = seats - sum(whole.values())
    by_remainder = sorted(
        sizes, key=lambda college: (whole[college] - exact[college], _digest(seed, college, ""))
    )
    for college in by_remainder[:remaining]:
        whole[college] += 1
    return whole
