"""Equal shares under way: groups of voters who hold the same money, and what they buy together."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import gcd
from typing import Any

from votes.rules.seating import Json
from votes.rules.shapes import Option, figure
from votes.rules.ties import TieRule

Ballot = tuple[tuple[int, ...], int]  # places of the projects supported, voices


class Group:
    """Voters who supported the same of the projects funded so far, and so hold the same money.

    `counts` has their voices by project. Splitting is remembered: dealing out a little more money to the
    same voters splits them mostly alike.
    """

    def __init__(self, ballots: Sequence[Ballot], projects: int) -> None:
        self.ballots = ballots
        self.counts = [0] * projects
        for places, voices in ballots:
            for place in places:
                self.counts[place] += voices
        self.voices = sum([voices for _places, voices in ballots])
        self._split: dict[int, tuple[Group, Group]] = {}

    @classmethod
    def of_ballots(cls, options: Sequence[Option], papers: Mapping[Any, int]) -> Group:
        """Gather every voter, before anything is bought."""
        place = {option: k for k, option in enumerate(options)}
        ballots = [(tuple([place[option] for option in named]), voices) for named, voices in papers.items()]
        return cls(ballots, len(options))

    def split(self, project: int) -> tuple[Group, Group]:
        """Part those who support a project from those who do not."""
        if project not in self._split:
            inside = [ballot for ballot in self.ballots if project in ballot[0]]
            outside = [ballot for ballot in self.ballots if project not in ballot[0]]
            self._split[project] = (Group(inside, len(self.counts)), Group(outside, len(self.counts)))
        return self._split[project]


@dataclass(frozen=True)
class Purchase:
    """A project, what it cost per unit of utility (ρ), who paid: how many, and how much at most."""

    option: Option
    cost: Fraction
    rho: Fraction
    supporters: Fraction
    most_paid: Fraction

    def of_voices(self, scale: int) -> Purchase:
        """The same, when `scale` counted voices are one voter."""
        return replace(
            self, rho=self.rho * scale, supporters=self.supporters / scale, most_paid=self.most_paid * scale
        )

    def to_json(self) -> Json:
        """Write the purchase."""
        return {
            "option": self.option,
            "cost": figure(self.cost),
            "rho": figure(self.rho),
            "supporters": figure(self.supporters),
            "most_paid": figure(self.most_paid),
        }


@dataclass
class Shares:
    """Money dealt out, in parts of a unit: `parts` of them are one. Groups that have spent all are gone.

    `floor_of` is what each project cost per unit of utility when last looked at. Money only leaves, so
    it costs at least as much now, and most projects need not be looked at again.
    """

    options: Sequence[Option]
    costs: Mapping[Any, Fraction]
    utilities: Mapping[Any, Fraction]
    tie_rule: TieRule | None
    parts: int
    groups: list[tuple[Group, int, int]]  # voters, what they supported of the funded as bits, money
    floor_of: dict[int, Fraction] = field(default_factory=dict)
    bought: list[Purchase] = field(default_factory=list)
    taken: Option | None = None
    by_rule: bool = False

    @classmethod
    def dealt(
        cls,
        everybody: Group,
        each: Fraction,
        options: Sequence[Option],
        costs: Mapping[Any, Fraction],
        utilities: Mapping[Any, Fraction],
        tie_rule: TieRule | None,
    ) -> Shares:
        """Give every voter the same amount."""
        wanted = {k: Fraction(0) for k, number in enumerate(everybody.counts) if number}
        groups = [(everybody, 0, each.numerator)] if each > 0 else []
        return cls(options, costs, utilities, tie_rule, each.denominator, groups, wanted)

    def taking(self, option: Option) -> Shares:
        """Stand where this does, and buy `option` of the tied."""
        return replace(
            self,
            groups=list(self.groups),
            floor_of=dict(self.floor_of),
            bought=list(self.bought),
            taken=option,
        )

    def key(self) -> Hashable:
        """What was bought, by whom with what left, and what comes next."""
        money = frozenset((support, Fraction(held, self.parts)) for _group, support, held in self.groups)
        return (frozenset(one.option for one in self.bought), money, self.taken)

    def run(self) -> Sequence[Option]:
        """Buy until nothing is affordable, or until a tie that nothing stated breaks."""
        while True:
            cheapest = self._cheapest()
            if not cheapest:
                return []
            tied = [self.options[project] for project in cheapest]
            if self.taken is not None:
                tied, self.taken = [self.taken], None
            elif len(tied) > 1 and self.tie_rule is not None:
                tied, self.by_rule = self.tie_rule(tied), True
            if len(tied) > 1:
                return tied
            self._buy(next(project for project in cheapest if self.options[project] == tied[0]))

    def _cheapest(self) -> list[int]:
        """The affordable projects of smallest ρ, in list order. Those that never can be paid are let go."""
        best: Fraction | None = None
        cheapest: list[int] = []
        for project in sorted(self.floor_of, key=lambda k: (self.floor_of[k], k)):
            if best is not None and self.floor_of[project] > best:
                break
            price = self._price(project)
            if price is None:
                del self.floor_of[project]
                continue
            rho = self._rho(project, *price)
            self.floor_of[project] = rho
            if best is None or rho < best:
                best, cheapest = rho, []
            if rho == best:
                cheapest.append(project)
        return sorted(cheapest)

    def _price(self, project: int) -> tuple[int, int] | None:
        """What each supporter pays who can, as (amount in parts, number to divide it by); None: too dear."""
        holders = [(held, group.counts[project]) for group, _s, held in self.groups if group.counts[project]]
        wanted = self.costs[self.options[project]] * self.parts
        due, over = wanted.numerator, wanted.denominator
        if sum([held * voices for held, voices in holders]) * over < due:
            return None
        holders.sort()
        payers = sum([voices for _held, voices in holders])
        for held, voices in holders:
            if held * payers * over >= due:
                return due, payers * over
            due -= held * voices * over
            payers -= voices
        return 0, 1

    def _rho(self, project: int, amount: int, by: int) -> Fraction:
        utility = self.utilities[self.options[project]]
        if not utility:
            return Fraction(0)  # free, and worth its cost: nobody pays
        return Fraction(amount, by * self.parts) / utility

    def _buy(self, project: int) -> None:
        """Take the price from every supporter, or all they have; part them from the others."""
        price = self._price(project)
        amount, by = price or (0, 1)
        finer = by // gcd(amount, by)
        paid = amount * finer // by
        option = self.options[project]
        supporters = Fraction(sum([group.counts[project] for group, _s, _h in self.groups]))
        self.bought.append(
            Purchase(
                option,
                self.costs[option],
                self._rho(project, amount, by),
                supporters,
                Fraction(paid, self.parts * finer),
            )
        )
        self.parts *= finer
        del self.floor_of[project]
        self.groups = [
            piece
            for group, support, held in self.groups
            for piece in _after(group, support, held * finer, project, paid)
        ]


def _after(group: Group, support: int, held: int, project: int, paid: int) -> list[tuple[Group, int, int]]:
    """A group after a purchase: those who paid and still have money, and those who did not take part."""
    inside = group.counts[project]
    if not inside:
        return [(group, support, held)]
    paying, others = group.split(project) if inside < group.voices else (group, None)
    left = []
    if held > paid:
        left.append((paying, support | 1 << project, held - paid))
    if others is not None:
        left.append((others, support, held))
    return left
