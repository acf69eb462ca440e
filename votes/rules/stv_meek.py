"""STV by Meek: everybody elected keeps a part of every paper that reaches them, found by iteration."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Literal

from votes.rules.branches import every_way
from votes.rules.papers import Ranking, Votes, quoted, strict_rankings, total, whole
from votes.rules.piles import Stage
from votes.rules.seating import Seating, seat_any
from votes.rules.shapes import MalformedRule, Number, Option
from votes.rules.stv import BrokenTie, Event, StvOutcome
from votes.rules.ties import TieRule, list_order

Passed = tuple[Any, ...]  # the elected whom a paper reaches before whoever holds it, in its order
Held = dict[Passed, list[tuple[Ranking, int, int]]]


class Arithmetic:
    """How a count compares and rounds; `unit` units of weight make one paper. Amounts are whole units."""

    unit: int

    def quota(self, votes: int, seats: int) -> Number:
        """What elects, from all the votes given."""
        raise NotImplementedError

    def reaches(self, votes: int, quota: Number) -> bool:
        """Whether some votes elect."""
        raise NotImplementedError

    def next_keep(self, keep: int, votes: int, quota: Number) -> int:
        """The keep factor that follows for somebody elected, rounded up."""
        raise NotImplementedError

    def small(self, surplus: Number, papers: int, scale: int) -> bool:
        """Whether the surpluses together are too small to go on sharing them out."""
        raise NotImplementedError

    def near(self, papers: int) -> Number:
        """How far apart votes may be and count as equal."""
        raise NotImplementedError


class Reference(Arithmetic):
    """Nine decimals, as the PR Foundation writes the rule: the quota is cut, one unit is added, and it is reached."""

    unit = 10**9

    def quota(self, votes: int, seats: int) -> Number:
        return votes // (seats + 1) + 1

    def reaches(self, votes: int, quota: Number) -> bool:
        return votes >= quota

    def next_keep(self, keep: int, votes: int, quota: Number) -> int:
        return _up(_up(keep * int(quota), self.unit) * self.unit, votes)

    def small(self, surplus: Number, papers: int, scale: int) -> bool:
        return surplus < 10**3 * scale

    def near(self, papers: int) -> Number:
        return 0


class Exact(Arithmetic):
    """Thirty decimals of a paper, and everything else in proportion to the papers: the scale of weights is nothing.

    The quota is the exact share, which is passed. Keep factors are limits that no fraction ends: surpluses, and
    differences between votes, under 10^-21 of all the papers count for nothing.
    """

    unit = 10**30

    def quota(self, votes: int, seats: int) -> Number:
        return Fraction(votes, seats + 1)

    def reaches(self, votes: int, quota: Number) -> bool:
        return votes > quota

    def next_keep(self, keep: int, votes: int, quota: Number) -> int:
        exact = Fraction(quota)
        return _up(keep * exact.numerator, votes * exact.denominator)

    def small(self, surplus: Number, papers: int, scale: int) -> bool:
        return surplus < self.near(papers)

    def near(self, papers: int) -> Number:
        return papers * self.unit // 10**21


ARITHMETICS: dict[str, Arithmetic] = {"prf9": Reference(), "exact": Exact()}


def stv_meek(
    votes: Votes,
    options: Sequence[Option],
    *,
    arithmetic: Literal["exact", "prf9"] = "exact",
    tie: Literal["first_in_list"] | None = None,
    seats: int = 1,
    tie_rule: TieRule | None = None,
) -> StvOutcome:
    """Elect several options in proportion, so that every paper counts as if the excluded had not stood.

    Shape: a vote is a tuple of options, best first, without equal places; an empty one is blank. Each
    option has a keep factor: 1 while hopeful, 0 when excluded. A paper of weight 1 gives weight · keep to
    each option in its order, and goes on with the rest. Quota = votes given / (seats + 1). Keep factors
    of the elected become keep · quota / votes, rounded up, until the surpluses together are small; then the
    lowest option is excluded. Those within the remaining surplus of the lowest are tied.
    "prf9" counts with 9 decimals: the quota is cut, plus one unit of the last decimal; whoever reaches it is
    elected; it stops under 0.000001 votes. "exact" elects whoever passes the exact quota, strictly; it counts with
    30 decimals, and stops under 10^-21 of all papers, within which it takes votes for equal: the fractions that it
    stands for never end. Weights that are all multiplied by one number give the same outcome.
    Ties: `tie` takes the first in `options`; else `tie_rule` drops the least favoured; else every way is
    followed and the possible winners are tied. Nobody voted: nobody is elected. Raises MalformedRule on
    equal places or an unknown word, UnknownChoice on a stranger.
    Source: B. L. Meek (1969); I. D. Hill, B. A. Wichmann and D. R. Woodall, Algorithm 123 (1987); PR
    Foundation, Meek reference rule.

    >>> votes = {("A", "B"): 4, ("C",): 2}
    >>> stv_meek(votes, "ABC", seats=2, arithmetic="prf9").seating.winners
    ['A', 'C']
    """
    if arithmetic not in ARITHMETICS or tie not in (None, "first_in_list") or seats < 1:
        raise MalformedRule(f"unknown words {quoted(arithmetic)}, {quoted(tie)}, or no seat")
    papers, blank = strict_rankings(options, votes)
    valid = total(papers)
    scaled, scale = whole(papers)
    rule = list_order(options, takes_first=True) if tie else tie_rule
    count = _Meek.start(options, scaled, scale, seats, ARITHMETICS[arithmetic], rule)
    if not valid:
        return StvOutcome(seat_any([[]], seats, options), Fraction(0), [], [], [], valid, blank)
    return _outcome(count, options, valid, blank)


def _outcome(count: _Meek, options: Sequence[Option], valid: Number, blank: Number) -> StvOutcome:
    """Run a count, every way where ties ask for it, and gather what it gives."""
    ways = every_way(count)
    first = ways.ends[0]
    name = next((broken.by for end in ways.ends for broken in end.ties), None)
    seating = seat_any([end.elected for end in ways.ends], count.seats, options, name)
    if not ways.complete:
        seating = Seating(count.seats, ways.first.elected, ways.first.hopeful, ways.first.vacancies)
    return StvOutcome(
        seating, first.shown_quota(), first.stages, first.events, first.ties, valid, blank, ways.complete
    )


@dataclass
class _Meek:
    """A count under way. Amounts are whole numbers of units; a vote is `scale` papers.

    The papers of each hopeful are kept by whom they pass before: that is all their weight depends on,
    so an iteration walks a few hundred such ways and not a million papers.
    """

    papers: int
    scale: int
    seats: int
    arithmetic: Arithmetic
    tie_rule: TieRule | None
    held: dict[Any, Held]
    keep: dict[Any, int]
    spent: dict[Passed, int] = field(default_factory=dict)  # papers that reach nobody further
    elected: list[Option] = field(default_factory=list)
    excluded: list[Option] = field(default_factory=list)
    stages: list[Stage] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    ties: list[BrokenTie] = field(default_factory=list)
    votes: dict[Any, int] = field(default_factory=dict)
    quota: Number = 0
    surplus: Number = 0
    taken: Option | None = None

    @classmethod
    def start(
        cls,
        options: Sequence[Option],
        papers: Mapping[Ranking, int],
        scale: int,
        seats: int,
        arithmetic: Arithmetic,
        tie_rule: TieRule | None,
    ) -> _Meek:
        """Give each paper to its first option."""
        held: dict[Any, Held] = {option: {} for option in options}
        for ranking, voices in papers.items():
            held[ranking[0]].setdefault((), []).append((ranking, 0, voices))
        keep = dict.fromkeys(options, arithmetic.unit)
        return cls(sum(papers.values()), scale, seats, arithmetic, tie_rule, held, keep)

    @property
    def unit(self) -> int:
        return self.arithmetic.unit

    @property
    def vacancies(self) -> int:
        return self.seats - len(self.elected)

    @property
    def hopeful(self) -> list[Option]:
        """Who is neither elected nor excluded, in list order."""
        return list(self.held)

    def taking(self, option: Option) -> _Meek:
        """Stand where this count does, and exclude `option`."""
        return replace(
            self,
            held={
                hopeful: {passed: list(papers) for passed, papers in ways.items()}
                for hopeful, ways in self.held.items()
            },
            keep=dict(self.keep),
            spent=dict(self.spent),
            elected=list(self.elected),
            excluded=list(self.excluded),
            stages=[*self.stages[:-1], self.stages[-1].copy()],
            events=list(self.events),
            ties=list(self.ties),
            taken=option,
        )

    def key(self) -> Hashable:
        """Who is elected and excluded decides how the count goes on."""
        decided = frozenset(self.excluded) | {self.taken}
        return (decided, frozenset(self.elected))

    def run(self) -> Sequence[Option]:
        """Count on to the end, or to a tie that nothing stated breaks."""
        while self.vacancies and len(self.held) > self.vacancies:
            if self.taken is None and self._iterate():
                continue
            if tied := self._exclude_lowest():
                return tied
        self._finish()
        return []

    def _iterate(self) -> bool:
        """Share out until somebody is elected (True), or until the surpluses are small or stay."""
        before: Number | None = None
        ways = self._ways()
        while True:
            self._share_out(ways)
            self.surplus = max(0, sum(self.votes[option] - self.quota for option in self.elected))
            if self._elect():
                return True
            small = self.arithmetic.small(self.surplus, self.papers, self.scale)
            if small or (before is not None and self.surplus >= before):
                self.stages.append(self._stage())
                return False
            before = self.surplus
            for option in self.elected:
                self.keep[option] = self.arithmetic.next_keep(
                    self.keep[option], self.votes[option], self.quota
                )

    def _ways(self) -> dict[Passed, dict[Option | None, int]]:
        """For each way of passing elected options, shortest first: how many papers it brings to whom."""
        ways: dict[Passed, dict[Option | None, int]] = {(): {}}
        for option, held in self.held.items():
            for passed, papers in held.items():
                ways.setdefault(passed, {})[option] = sum([voices for *_rest, voices in papers])
        for passed, voices in self.spent.items():
            ways.setdefault(passed, {})[None] = voices
        for passed in list(ways):
            for length in range(len(passed)):
                ways.setdefault(passed[:length], {})
        return {passed: ways[passed] for passed in sorted(ways, key=len)}

    def _share_out(self, ways: Mapping[Passed, Mapping[Option | None, int]]) -> None:
        """Give every paper along its way; the quota follows."""
        votes: dict[Any, int] = dict.fromkeys([*self.elected, *self.held], 0)
        through = {passed: sum(ends.values()) for passed, ends in ways.items()}
        for passed in reversed(list(ways)):
            if passed:
                through[passed[:-1]] += through[passed]
        weights = {(): self.unit}
        for passed, ends in ways.items():
            if passed:
                weight, last = weights[passed[:-1]], passed[-1]
                share = _up(weight * self.keep[last], self.unit)
                votes[last] += share * through[passed]
                weights[passed] = weight - share
            for option, voices in ends.items():
                if option is not None:
                    votes[option] += weights[passed] * voices
        self.votes = votes
        self.quota = self.arithmetic.quota(sum(votes.values()), self.seats)

    def _elect(self) -> bool:
        """Elect the hopeful who have the quota. More of them than seats cannot be: it is more than an equal share."""
        over = [option for option in self.held if self.arithmetic.reaches(self.votes[option], self.quota)]
        if over:
            self.stages.append(self._stage())
        for option in over:
            self.events.append(Event("elect", option, self._all_votes()))
            self.stages[-1].elected.append(option)
            self.elected.append(option)
            self._move(option, passing=(option,))
        return bool(over)

    def _exclude_lowest(self) -> Sequence[Option]:
        low = min(self.votes[option] for option in self.held)
        near = low + max(self.surplus, self.arithmetic.near(self.papers))
        tied = [option for option in self.held if self.votes[option] <= near]
        chosen = self._parted(tied, idle=low == 0)
        if len(chosen) > 1:
            return chosen
        self.events.append(Event("defeat", chosen[0], self._all_votes(), self.shown_quota()))
        self.stages[-1].excluded.append(chosen[0])
        self.excluded.append(chosen[0])
        self.keep[chosen[0]] = 0
        self._move(chosen[0], passing=())
        return []

    def _parted(self, tied: list[Option], *, idle: bool) -> list[Option]:
        if self.taken is not None:
            taken, self.taken = self.taken, None
            return [taken]
        if len(tied) == 1:
            return tied
        if self.tie_rule is not None:
            still = self.tie_rule.last(tied)
            if len(still) == 1:
                self.ties.append(BrokenTie(tied, still[0], self.tie_rule.name, "defeat"))
            return still
        # Those without any vote give nothing on: while enough others are left, their order is all one.
        nothing = idle and not any(self.votes[option] for option in tied)
        return tied[:1] if nothing and len(self.held) - len(tied) >= self.vacancies else tied

    def _move(self, option: Option, *, passing: Passed) -> None:
        """Take an option from among the hopeful; its papers go on, passing it by if it is elected."""
        for passed, papers in self.held.pop(option).items():
            for ranking, place, voices in papers:
                self._lay(ranking, place + 1, passed + passing, voices)

    def _lay(self, ranking: Ranking, place: int, passed: Passed, voices: int) -> None:
        for at in range(place, len(ranking)):
            option = ranking[at]
            held = self.held.get(option)
            if held is not None:
                held.setdefault(passed, []).append((ranking, at, voices))
                return
            if self.keep[option]:
                passed = (*passed, option)
        self.spent[passed] = self.spent.get(passed, 0) + voices

    def _finish(self) -> None:
        """Seats are filled, or as many are left as there are seats."""
        if not self.stages or (self.vacancies and self.held):
            self._share_out(self._ways())
            self.stages.append(self._stage())
        for option in self.hopeful:
            self.events.append(Event("elect" if self.vacancies else "defeat", option))
            if self.vacancies:
                del self.held[option]
                self.elected.append(option)
                self.stages[-1].elected.append(option)

    def _stage(self) -> Stage:
        exhausted = self.papers * self.unit - sum(self.votes.values())
        return Stage(self._all_votes(), self.votes_of(exhausted))

    def _all_votes(self) -> dict[Any, Any]:
        return {option: self.votes_of(self.votes[option]) for option in self.keep if option in self.votes}

    def shown_quota(self) -> Fraction:
        """The quota as the arithmetic has it: the exact share, or the share cut and one unit more."""
        return self.votes_of(self.quota)

    def votes_of(self, amount: Number) -> Fraction:
        """Read an amount as votes."""
        return Fraction(amount) / (self.unit * self.scale)


def _up(amount: int, by: int) -> int:
    """Divide, rounding up."""
    return -(-amount // by)
