"""Shares and capital as lines come in one by one, without going through all of them again each time.

`members.shares.balance` says what the figures are; this gives the same ones for a hundred thousand lines.
"""

from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

Quantity = TypeVar("Quantity", int, Decimal)


class Series(Generic[Quantity]):
    """Something that changes on some days: what it was at the end of any of them.

    Changes may come in any order. In the order of their days, nothing is ever gone through twice.
    """

    __slots__ = ("_days", "_highest", "_last", "total")

    def __init__(self, nothing: Quantity) -> None:
        self.total: Quantity = nothing
        self._last: date | None = None
        self._days: dict[date, Quantity] | None = None  # only from the second day on
        self._highest: Quantity | None = nothing  # at the end of the days before the last one

    def add(self, day: date, change: Quantity) -> None:
        """Note a change; what it adds up to on the same day counts as one."""
        if self._last is None:
            self._last = day
        elif day != self._last and self._days is None:
            self._days = {self._last: self.total}
        if self._days is not None:
            self._days[day] = self._days.get(day, self.total - self.total) + change
        if day > self._last:
            if self._highest is not None:
                self._highest = max(self._highest, self.total)
            self._last = day
        elif day < self._last:
            self._highest = None
        self.total += change

    def is_over(self, day: date) -> bool:
        """Whether nothing changes after a day."""
        return self._last is None or day >= self._last

    def changes(self) -> dict[date, Quantity]:
        """What each day changed."""
        return self._days or ({} if self._last is None else {self._last: self.total})

    def until(self, day: date) -> Quantity:
        """What it is at the end of a day."""
        if self.is_over(day):
            return self.total
        nothing = self.total - self.total
        return sum((change for on, change in (self._days or {}).items() if on <= day), nothing)

    def lowest_since(self, day: date) -> Quantity:
        """The least that it is at the end of a day, from `day` on."""
        if self.is_over(day):
            return self.total
        lowest = running = self.until(day)
        changes = self.changes()
        for later in sorted(on for on in changes if on > day):
            running += changes[later]
            lowest = min(lowest, running)
        return lowest

    def highest(self) -> Quantity:
        """The most that it ever was at the end of a day, and nothing at least."""
        if self._highest is None:
            running = highest = self.total - self.total
            for on in sorted(on for on in self._days or {} if on != self._last):
                running += (self._days or {})[on]
                highest = max(highest, running)
            self._highest = highest
        return max(self._highest, self.total)
