"""Equal shares under way: groups of voters who hold the same money, and what they buy together."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import gcd, lcm
from typing import Any, NamedTuple

from votes.rules.seating import Json
from votes.rules.shapes import Number, Option, figure
from votes.rules.ties import TieRule

Ballot = tuple[tuple[int, ...], int]  # places of the projects supported, voices
Line = tuple[Fraction, Fraction]  # an amount, and how much it grows when one unit more is dealt


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


class Price(NamedTuple):
    """What each payer gives: (amount + slope · units more dealt) / by, in parts."""

    amount: int
    slope: int
    by: int


@dataclass(frozen=True)
class Purse:
    """Voters alike, what they supported of the funded as bits, and the money each of them holds, in parts.

    `slope` is what each would hold more if one unit more were dealt to everybody.
    """

    group: Group
    support: int
    held: int
    slope: int

    def after(self, project: int, paid: Price, finer: int) -> list[Purse]:
        """These voters after a purchase: those who paid and have money left, and those who took no part."""
        inside, held, slope = self.group.counts[project], self.held * finer, self.slope * finer
        if not inside:
            return [Purse(self.group, self.support, held, slope)]
        alone = inside == self.group.voices
        paying, abstaining = (self.group, self.group) if alone else self.group.split(project)
        purses = []
        if held > paid.amount:
            purses.append(Purse(paying, self.support | 1 << project, held - paid.amount, slope - paid.slope))
        if not alone:
            purses.append(Purse(abstaining, self.support, held, slope))
        return purses


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

    Every amount is kept with how much it would grow if everybody were dealt one unit more. As long as
    no comparison turns, all amounts stay such straight lines: `steady` is by how many whole units the
    deal may be raised and the same be bought in the same order.
    """

    options: Sequence[Option]
    costs: Mapping[Any, Fraction]
    utilities: Mapping[Any, Fraction]
    tie_rule: TieRule | None
    parts: int
    groups: list[Purse]
    floor_of: dict[int, Line]
    bought: list[Purchase] = field(default_factory=list)
    taken: Option | None = None
    by_rule: bool = False
    steady: int | None = None

    @classmethod
    def dealt(
        cls,
        everybody: Group,
        each: Fraction,
        unit: Fraction,
        options: Sequence[Option],
        costs: Mapping[Any, Fraction],
        utilities: Mapping[Any, Fraction],
        tie_rule: TieRule | None,
    ) -> Shares:
        """Give every voter the same amount; `unit` is what one unit more would give them."""
        parts = lcm(each.denominator, unit.denominator)
        floors = {k: (Fraction(0), Fraction(0)) for k, number in enumerate(everybody.counts) if number}
        groups = [Purse(everybody, 0, int(each * parts), int(unit * parts))] if each > 0 else []
        return cls(options, costs, utilities, tie_rule, parts, groups, floors)

    def taking(self, option: Option) -> Shares:
        """Stand where this does, and buy `option` of the tied. A tie is not known to last."""
        bought = list(self.bought)
        return replace(
            self,
            groups=list(self.groups),
            floor_of=dict(self.floor_of),
            bought=bought,
            taken=option,
            steady=0,
        )

    def key(self) -> Hashable:
        """What was bought, by whom with what left, and what comes next."""
        money = frozenset((purse.support, Fraction(purse.held, self.parts)) for purse in self.groups)
        return (frozenset(purchase.option for purchase in self.bought), money, self.taken)

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
        best: Line | None = None
        for project in sorted(self.floor_of, key=lambda k: (self.floor_of[k][0], k)):
            if best is not None and self.floor_of[project][0] > best[0]:
                break
            price = self._price(project)
            if price is None:
                del self.floor_of[project]
                continue
            self.floor_of[project] = self._rho(project, price)
            if best is None or self.floor_of[project][0] < best[0]:
                best = self.floor_of[project]
        if best is None:
            return []
        for value, slope in self.floor_of.values():
            self._turns(value - best[0], slope - best[1])
        return sorted(project for project, rho in self.floor_of.items() if rho[0] == best[0])

    def _price(self, project: int) -> Price | None:
        """What each supporter pays who can; None when the supporters have not enough left."""
        holders = [
            (purse.held, purse.slope, purse.group.counts[project])
            for purse in self.groups
            if purse.group.counts[project]
        ]
        cost = self.costs[self.options[project]] * self.parts
        due, over = cost.numerator, cost.denominator
        missing = due - over * sum([held * voices for held, _slope, voices in holders])
        if missing > 0:
            self._turns(-missing, over * sum([slope * voices for _held, slope, voices in holders]))
            return None
        price = _level(sorted(holders), due, over)
        for held, slope, _voices in holders:
            self._turns(held * price.by - price.amount, slope * price.by - price.slope)
        return price

    def _rho(self, project: int, price: Price) -> Line:
        utility = self.utilities[self.options[project]]
        if not utility:
            return Fraction(0), Fraction(0)  # free, and worth its cost: nobody pays
        each = price.by * self.parts * utility
        return price.amount / each, price.slope / each

    def _turns(self, apart: Number, slope: Number) -> None:
        """Note for how many units a difference keeps its sign."""
        if slope and (not apart or (apart > 0) != (slope > 0)):
            ratio = Fraction(apart) / slope
            units = max(0, (abs(ratio.numerator) - 1) // ratio.denominator)
            self.steady = units if self.steady is None else min(self.steady, units)

    def _buy(self, project: int) -> None:
        """Take the price from every supporter, or all they have; part them from the others."""
        price = self._price(project) or Price(0, 0, 1)
        option = self.options[project]
        self.bought.append(
            Purchase(
                option=option,
                cost=self.costs[option],
                rho=self._rho(project, price)[0],
                supporters=Fraction(sum([purse.group.counts[project] for purse in self.groups])),
                most_paid=Fraction(price.amount, price.by * self.parts),
            )
        )
        finer = price.by // gcd(price.amount, price.slope, price.by)
        paid = Price(price.amount * finer // price.by, price.slope * finer // price.by, 1)
        self.parts *= finer
        del self.floor_of[project]
        self.groups = [piece for purse in self.groups for piece in purse.after(project, paid, finer)]


def _level(holders: Sequence[tuple[int, int, int]], due: int, over: int) -> Price:
    """The equal amount that pays what is due, when those who hold less give all they have.

    Holders are (money, its growth, voices), least money first; `over` divides what is due.
    """
    growth, payers = 0, sum([voices for *_rest, voices in holders])
    for held, slope, voices in holders:
        if held * payers * over >= due:
            return Price(due, growth, payers * over)
        due -= held * voices * over
        growth -= slope * voices * over
        payers -= voices
    return Price(0, 0, 1)
