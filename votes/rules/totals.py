"""What the rules that add up give: a total for each option, and who is seated on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from votes.rules.seating import Json, Seating, seat, tiers
from votes.rules.shapes import Number, Option, figure
from votes.rules.ties import TieRule


@dataclass(frozen=True)
class TotalsOutcome:
    """Every total, highest first; who is seated; the voices that counted and the blank ones."""

    totals: list[tuple[Any, Number]]
    seating: Seating
    valid: Number
    blank: Number = 0
    steps: Json = field(default_factory=dict)

    @property
    def elected(self) -> list[Option]:
        return self.seating.elected

    @property
    def tied(self) -> list[Option]:
        return [] if self.seating.settled else self.seating.tied

    @property
    def seats_left(self) -> int:
        return self.seating.seats - len(self.seating.elected)

    def to_json(self) -> Json:
        """Write winners, totals and order; numbers are integers or exact text."""
        return {
            **self.seating.to_json(),
            "scores": {option: figure(total) for option, total in self.totals},
            "ranking": tiers(dict(self.totals)),
            "valid": figure(self.valid),
            "blank": figure(self.blank),
            **self.steps,
        }


def seat_by_totals(
    totals: Mapping[Any, Number],
    *,
    seats: int,
    valid: Number,
    blank: Number = 0,
    tie_rule: TieRule | None = None,
    supported_only: bool = True,
    steps: Json | None = None,
) -> TotalsOutcome:
    """Seat the highest totals. With `supported_only`, nobody is seated on nothing.

    Nobody is seated either when no paper counted.
    """
    if not valid:
        able: Mapping[Any, Number] = {}
    elif supported_only:
        able = {option: amount for option, amount in totals.items() if amount > 0}
    else:
        able = totals
    ordered = sorted(totals.items(), key=lambda row: -row[1])
    return TotalsOutcome(ordered, seat(able, seats, tie_rule), valid, blank, steps or {})
