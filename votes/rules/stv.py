"""Single transferable votes, what the two Gregory counts share: stages, elections, exclusions, ties."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from votes.rules.branches import every_way
from votes.rules.pairwise import row_json
from votes.rules.piles import Piles, Stage
from votes.rules.seating import Json, Seating, seat_any
from votes.rules.shapes import Number, Option, figure
from votes.rules.ties import TieRule

What = Literal["elect", "surplus", "defeat"]


@dataclass(frozen=True)
class Event:
    """Somebody is elected or defeated, with everybody's votes just before.

    `remaining` events happen at the end, by vacancies alone.
    """

    event: Literal["elect", "defeat"]
    option: Option
    votes: dict[Any, Number] | None = None
    quota: Number | None = None

    def to_json(self) -> Json:
        """Write the event, with votes or with `remaining`."""
        facts: Json = {"event": self.event, "option": self.option}
        if self.votes is None:
            return {**facts, "remaining": True}
        facts["votes"] = row_json(self.votes)
        return facts if self.quota is None else {**facts, "quota": figure(self.quota)}


@dataclass(frozen=True)
class BrokenTie:
    """Who tied for what, who was taken, and what decided: an earlier stage, or a tie rule by name."""

    tied: list[Option]
    chosen: Option
    by: str
    event: What

    def to_json(self) -> Json:
        """Write the tie."""
        return {"tied": self.tied, "chosen": self.chosen, "by": self.by, "what": self.event}


@dataclass(frozen=True)
class StvOutcome:
    """Who is elected, the quota, and the whole count stage by stage and event by event.

    Where ties could be broken several ways, the stages are those of one of them.
    """

    seating: Seating
    quota: Number
    stages: list[Stage]
    events: list[Event]
    ties: list[BrokenTie]
    valid: Number
    blank: Number
    every_way_followed: bool = True

    def to_json(self) -> Json:
        """Write winners, quota, stages, events and ties."""
        return {
            **self.seating.to_json(),
            "quota": figure(self.quota),
            "rounds": [_stage(k, stage) for k, stage in enumerate(self.stages, 1)],
            "events": [event.to_json() for event in self.events],
            "ties": [tie.to_json() for tie in self.ties],
            "valid": figure(self.valid),
            "blank": figure(self.blank),
            "every_way_followed": self.every_way_followed,
        }


def _stage(number: int, stage: Stage) -> Json:
    return {
        "round": number,
        "tally": row_json(stage.tally),
        "elected": stage.elected,
        "excluded": stage.excluded,
        "eliminated": stage.excluded,
        "moved": stage.moved,
        "transfers": row_json(stage.transfers),
        "lost": figure(stage.lost),
    }


@dataclass
class Counting:
    """A count under way. `reworth` gives a paper's new value: (value, surplus, votes) → value.

    `how` decides, at each stage, what moves next. `by_stages` parts ties by the most recent earlier
    stage in which the tied differed, before any tie rule. Amounts are in units (see Piles).
    """

    seats: int
    piles: Piles
    quota: Number
    reworth: Callable[[Number, Number, Number], Number]
    how: Callable[[Counting], Sequence[Option]]
    tie_rule: TieRule | None
    by_stages: bool = False
    last_table: bool = False
    elected: list[Option] = field(default_factory=list)
    excluded: list[Option] = field(default_factory=list)
    waiting: list[Option] = field(default_factory=list)  # elected, their surplus not moved yet
    stages: list[Stage] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    ties: list[BrokenTie] = field(default_factory=list)
    path: tuple[Hashable, ...] = ()
    taken: Option | None = None
    open_stage: bool = False

    @property
    def vacancies(self) -> int:
        return self.seats - len(self.elected)

    @property
    def remaining(self) -> list[Option]:
        """Who is neither elected nor excluded, in list order."""
        return list(self.piles.remaining)

    def run(self) -> Sequence[Option]:
        """Count on to the end, or to a tie that nothing stated breaks."""
        while True:
            if not self.open_stage:
                self._lay_out()
            if len(self.remaining) <= self.vacancies:
                self._elect_the_rest()
            if not self.vacancies or not self.remaining:
                self._close()
                return []
            if tied := self.how(self):
                return tied

    def taking(self, option: Option) -> Counting:
        """Stand where this count does, and take `option` in the tie that comes first."""
        return replace(
            self,
            piles=self.piles.copy(),
            elected=list(self.elected),
            excluded=list(self.excluded),
            waiting=list(self.waiting),
            stages=[*self.stages[:-1], self.stages[-1].copy()],
            events=list(self.events),
            ties=list(self.ties),
            taken=option,
        )

    def key(self) -> Hashable:
        """Who was excluded between two surpluses, in whatever order, decides how the count goes on."""
        if self.by_stages:
            return None
        return (self.path, frozenset(self.excluded), tuple(self.elected), tuple(self.waiting), self.taken)

    def _lay_out(self) -> None:
        piles = self.piles
        tally = {option: piles.exact(amount) for option, amount in piles.totals.items()}
        self.stages.append(Stage(tally, piles.exact(piles.lost)))
        self.open_stage = True

    def votes(self) -> dict[Any, Number]:
        """Everybody's votes now, the excluded aside."""
        excluded = frozenset(self.excluded)
        return {
            option: self.piles.exact(n) for option, n in self.piles.totals.items() if option not in excluded
        }

    def elect(self, option: Option, *, remaining: bool = False) -> None:
        """Seat an option."""
        self.events.append(Event("elect", option, None if remaining else self.votes()))
        del self.piles.remaining[option]
        self.elected.append(option)
        self.waiting.append(option)
        self.stages[-1].elected.append(option)

    def _elect_the_rest(self) -> None:
        """As many are left as there are seats: they are elected, whatever their votes."""
        for option in self.remaining:
            self.events.append(Event("elect", option))
            del self.piles.remaining[option]
            self.stages[-1].elected.append(option)
            self.elected.append(option)
        stage = self.stages[-1]
        stage.elected.sort(key=lambda option: -stage.tally[option])
        self.elected = [option for option in self.elected if option not in stage.elected] + stage.elected

    def _close(self) -> None:
        """Whoever is left is not elected. Where the rule says so, a last table shows the quotas kept."""
        self.events.extend(Event("defeat", option) for option in self.remaining)
        over = [option for option in self.elected if self.surplus(option) > 0]
        if over and self.last_table:
            last, quota = self.stages[-1], self.piles.exact(self.quota)
            self.stages.append(Stage({**last.tally, **dict.fromkeys(over, quota)}, last.lost))

    def reached(self) -> list[Option]:
        """Who is left and has the quota, most votes first, then in list order."""
        totals = self.piles.totals
        over = [option for option in self.remaining if totals[option] >= self.quota]
        return sorted(over, key=lambda option: -totals[option])

    def elect_all_reached(self, at_most: int | None = None) -> Sequence[Option]:
        """Elect those who have the quota, most votes first; return a tie that nothing stated breaks."""
        elected = 0
        while self.vacancies and (at_most is None or elected < at_most) and (over := self.reached()):
            room = min(self.vacancies, len(over) if at_most is None else at_most - elected)
            totals = self.piles.totals
            first = [option for option in over if totals[option] == totals[over[0]]]
            if len(first) > room:
                first = self.pick("elect", first)
                if len(first) > 1:
                    return first
            for option in first:
                self.elect(option)
            elected += len(first)
        return []

    def surplus(self, option: Option) -> Number:
        """How far an option is over the quota."""
        return self.piles.totals[option] - self.quota

    def move_surpluses(self, options: Sequence[Option]) -> None:
        """Move the surplus of the elected, all at once; they keep the quota, and the stage ends."""
        for option in options:
            self._move_surplus(option)
        self.path = (*self.path, tuple(options), frozenset(self.excluded))

    def _move_surplus(self, option: Option) -> None:
        surplus, votes, before = self.surplus(option), self.piles.totals[option], self.piles.lost
        gained = self.piles.move(option, lambda value: self.reworth(value, surplus, votes))
        self.piles.totals[option] = self.quota
        self.piles.lost = before + surplus - sum(gained.values())
        self._end_stage(option, gained)
        self.waiting.remove(option)

    def exclude_lowest(self) -> Sequence[Option]:
        """Exclude the option with fewest votes and move its papers; return a tie that stands open."""
        totals = self.piles.totals
        low = min(totals[option] for option in self.remaining)
        tied = [option for option in self.remaining if totals[option] == low]
        # Those without any vote move no paper: while enough others are left, their order is all one.
        idle = low == 0 and len(self.remaining) - len(tied) >= self.vacancies and self.tie_rule is None
        chosen = tied[:1] if idle else self.pick("defeat", tied)
        if len(chosen) > 1:
            return chosen
        self._exclude(chosen[0])
        return []

    def _exclude(self, option: Option) -> None:
        self.events.append(Event("defeat", option, self.votes()))
        del self.piles.remaining[option]
        self.excluded.append(option)
        self.stages[-1].excluded.append(option)
        gained = self.piles.move(option, lambda value: value)
        self.piles.totals[option] = 0
        self._end_stage(option, gained)

    def _end_stage(self, option: Option, gained: dict[Any, Number]) -> None:
        stage = self.stages[-1]
        stage.moved.append(option)
        for receiver, amount in gained.items():
            stage.transfers[receiver] = stage.transfers.get(receiver, 0) + self.piles.exact(amount)
        self.open_stage = False

    def pick(self, event: What, tied: Sequence[Option]) -> list[Option]:
        """Part the tied by what is stated: one option; or those between whom nothing decides."""
        if self.taken is not None:
            taken, self.taken = self.taken, None
            return [taken]
        still, by = list(tied), "prior stage"
        if self.by_stages:
            still = self._by_earlier_stages(event, still)
        if len(still) > 1 and self.tie_rule is not None:
            still = self.tie_rule.last(still) if event == "defeat" else self.tie_rule(still)
            by = self.tie_rule.name
        if len(still) == 1 < len(tied):
            self.ties.append(BrokenTie(list(tied), still[0], by, event))
        return still

    def _by_earlier_stages(self, event: What, tied: list[Option]) -> list[Option]:
        best = min if event == "defeat" else max
        for stage in reversed(self.stages[:-1]):
            mark = best(stage.tally[option] for option in tied)
            tied = [option for option in tied if stage.tally[option] == mark]
        return tied


def outcome(count: Counting, options: Sequence[Option], valid: Number, blank: Number) -> StvOutcome:
    """Run a count, every way where ties ask for it, and gather what it gives."""
    quota = count.piles.exact(count.quota)
    if not valid:
        return StvOutcome(seat_any([[]], count.seats, options), quota, [], [], [], valid, blank)
    ways = every_way(count)
    first = ways.ends[0]
    rule = next((tie.by for end in ways.ends for tie in end.ties if tie.by != "prior stage"), None)
    seating = seat_any([end.elected for end in ways.ends], count.seats, options, rule)
    if not ways.complete:
        seating = Seating(count.seats, ways.first.elected, ways.first.remaining, ways.first.vacancies)
    return StvOutcome(seating, quota, first.stages, first.events, first.ties, valid, blank, ways.complete)


def largest_first(count: Counting) -> Sequence[Option]:
    """Elect all with the quota; then move the largest surplus, or exclude when there is none."""
    if tied := count.elect_all_reached():
        return tied
    over = [option for option in count.waiting if count.surplus(option) > 0]
    if not count.vacancies:
        return []
    if not over:
        return count.exclude_lowest()
    most = max(count.surplus(option) for option in over)
    chosen = count.pick("surplus", [option for option in over if count.surplus(option) == most])
    if len(chosen) > 1:
        return chosen
    count.move_surpluses(chosen)
    return []
