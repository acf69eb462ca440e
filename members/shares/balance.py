"""What the movements add up to: holdings, capital, what a withdrawal pays. Pure, exact, in whole shares.

Every movement takes shares from somebody (or nobody) and gives them to somebody (or nobody); a correction
is the movement it corrects, the other way round. So balances are sums, whatever the operation.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import ceil

Account = tuple[str, str]  # who holds, and the class of the shares
LIABLE_YEARS = 5
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Line:
    """One movement: whole shares leave an account, enter another, or both."""

    no: int
    on: date
    shares: int
    nominal: Decimal
    leaves: Account | None = None
    enters: Account | None = None
    # What was called and paid in for shares that the line creates, and the number of the line that it corrects.
    called: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    corrects: int | None = None

    @property
    def capital(self) -> Decimal:
        """What the line adds to the capital; a transfer adds nothing."""
        sign = (self.enters is not None) - (self.leaves is not None)
        return sign * self.shares * self.nominal

    @property
    def paid_in(self) -> Fraction:
        """What was paid in of the nominal value: a premium is paid first, and is no part of what a share is worth.

        Source: C. com. L225-144.
        """
        value = self.shares * self.nominal
        premium = max(Decimal(0), self.called - value)
        return Fraction(min(max(Decimal(0), self.paid - premium), value))


def reverse(line: Line, *, no: int, on: date) -> Line:
    """The line that corrects another: the same shares, the other way round."""
    return Line(no, on, line.shares, line.nominal, leaves=line.enters, enters=line.leaves)


def holdings(lines: Iterable[Line]) -> dict[Account, int]:
    """Add up the shares of each account, those that hold none any more included.

    Lines count in the order of their numbers, not of their dates; the order does not change a sum.
    Source: C. com. R228-9 (order number).
    """
    held: dict[Account, int] = {}
    for line in lines:
        if line.leaves is not None:
            held[line.leaves] = held.get(line.leaves, 0) - line.shares
        if line.enters is not None:
            held[line.enters] = held.get(line.enters, 0) + line.shares
    return held


def capital(lines: Iterable[Line]) -> Decimal:
    """Add up the nominal value of the shares that exist."""
    return sum((line.capital for line in lines), Decimal(0))


def highest_capital(changes: Iterable[tuple[date, Decimal]]) -> Decimal:
    """The most that the capital ever was at the end of a day, from what each day added to it."""
    by_day = _by_day(changes)
    highest = running = Decimal(0)
    for day in sorted(by_day):
        running += by_day[day]
        highest = max(highest, running)
    return highest


@dataclass(frozen=True, slots=True)
class Level:
    """The capital at the end of a day, and the highest that it had reached by then."""

    on: date
    capital: Decimal
    highest: Decimal


def levels(
    changes: Iterable[tuple[date, Decimal]], standing: Iterable[tuple[date, Decimal]], *days: date
) -> list[Level]:
    """The capital on each of these days, and on every other day that changed it since the first of them.

    `changes` is what each day added to the capital, `standing` the same of the lines that nobody corrected: what a
    slip of the pen added was never reached. What is taken back late must leave enough on all of these days: each
    has its floor. Source: law 47-1775 art. 13; C. com. L231-5.
    """
    change, reach, first = _by_day(changes), _by_day(standing), min(days)
    capital_levels, amount, reached, highest = [], Decimal(0), Decimal(0), Decimal(0)
    for on in sorted({*change, *reach, *days}):
        amount, reached = amount + change.get(on, 0), reached + reach.get(on, 0)
        highest = max(highest, reached)
        if on >= first:
            capital_levels.append(Level(on, amount, highest))
    return capital_levels


def _by_day(changes: Iterable[tuple[date, Decimal]]) -> dict[date, Decimal]:
    by_day: dict[date, Decimal] = {}
    for day, change in changes:
        by_day[day] = by_day.get(day, Decimal(0)) + change
    return by_day


def lowest_since(lines: Iterable[Line], account: Account, day: date) -> int:
    """The fewest shares an account holds at the end of any day from `day` on.

    A movement entered late must leave enough for those that happened since.
    """
    by_day: dict[date, int] = {}
    for line in lines:
        change = line.shares * ((line.enters == account) - (line.leaves == account))
        by_day[max(line.on, day)] = by_day.get(max(line.on, day), 0) + change
    lowest = running = by_day.pop(day, 0)
    for later in sorted(by_day):
        running += by_day[later]
        lowest = min(lowest, running)
    return lowest


@dataclass(frozen=True, slots=True)
class Lot:
    """Shares of one account that were created at one nominal value, and what was paid in of it, exactly."""

    nominal: Decimal
    shares: int
    paid: Fraction

    @property
    def unpaid(self) -> Fraction:
        """What of their nominal value was never paid in."""
        return Fraction(self.shares * self.nominal) - self.paid

    def part(self, shares: int) -> "Lot":
        """So many of them, with their part of what was paid in."""
        return Lot(self.nominal, shares, self.paid * shares / self.shares if self.shares else Fraction(0))


def lots(lines: Iterable[Line]) -> dict[Account, list[Lot]]:
    """The shares of each account by the nominal value at which they were created, the first that came first.

    A share keeps its nominal value and what was paid in for it wherever it goes, whatever a later code says: an
    amendment turns no share into another. Lines are replayed in the order of their numbers; a correction takes back what
    its line had moved.
    """
    held: dict[Account, list[Lot]] = {}
    moved: dict[int, list[Lot]] = {}
    for line in lines:
        wrong = moved.get(line.corrects) if line.corrects is not None else None
        removed = [] if line.leaves is None else _take_out(held.setdefault(line.leaves, []), line, wrong)
        added = (
            removed if line.leaves is not None else wrong or [Lot(line.nominal, line.shares, line.paid_in)]
        )
        moved[line.no] = added
        if line.enters is not None:
            held[line.enters] = _joined([*held.get(line.enters, []), *added])
    return held


def _take_out(account_lots: list[Lot], line: Line, wrong: list[Lot] | None) -> list[Lot]:
    """Take the shares of a line out of an account: those of its nominal value first, then the oldest."""
    removed: list[Lot] = []
    missing = line.shares
    for lot in sorted(account_lots, key=lambda lot: lot.nominal != line.nominal):
        part = lot.part(min(missing, lot.shares))
        if wrong is not None and lot.nominal == line.nominal:
            part = _undone(lot, part, wrong)
        account_lots[account_lots.index(lot)] = Lot(
            lot.nominal, lot.shares - part.shares, lot.paid - part.paid
        )
        removed.append(part)
        missing -= part.shares
    account_lots[:] = [lot for lot in account_lots if lot.shares]
    return [part for part in removed if part.shares]


def _undone(lot: Lot, part: Lot, wrong: list[Lot]) -> Lot:
    """A part of a lot with what was paid in for it when it came; neither it nor what stays is paid beyond its nominal."""
    paid = sum((wrong_lot.paid for wrong_lot in wrong if wrong_lot.nominal == lot.nominal), Fraction(0))
    stays = Fraction((lot.shares - part.shares) * lot.nominal)
    most = min(lot.paid, Fraction(part.shares * lot.nominal))
    return Lot(lot.nominal, part.shares, min(max(paid, lot.paid - stays), most))


def _joined(some: list[Lot]) -> list[Lot]:
    """One lot for each nominal value, in the order in which they first came."""
    by_nominal: dict[Decimal, Lot] = {}
    for lot in some:
        before = by_nominal.get(lot.nominal, Lot(lot.nominal, 0, Fraction(0)))
        by_nominal[lot.nominal] = Lot(lot.nominal, before.shares + lot.shares, before.paid + lot.paid)
    return list(by_nominal.values())


@dataclass(frozen=True, slots=True)
class Floor:
    """What variable capital may not fall below, as an amount: a part of a cent over the last one is a whole cent,
    so that the capital, which is in cents, is above the amount exactly when it is above the share."""

    amount: Decimal

    @classmethod
    def of_highest(cls, highest: Decimal, share: Fraction) -> "Floor":
        """A share of the highest capital reached (co-operatives: a quarter).

        Source: law 47-1775 art. 13.
        """
        return cls(_cents_up(Fraction(highest) * share))

    @classmethod
    def of_stated(cls, stated: Decimal, share: Fraction) -> "Floor":
        """A share of the capital stated in the statutes (a tenth). Source: C. com. L231-5."""
        return cls(_cents_up(Fraction(stated) * share))


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What taking shares back pays, leaves, and whether it may be paid now."""

    refund: Decimal
    capital_after: Decimal
    allowed: bool
    liable_until: date


def withdraw(
    shares: int, nominal: Decimal, *, capital: Decimal, floor: Floor, losses: Decimal = Decimal(0), on: date,
    unpaid: Fraction = Fraction(0),
) -> Withdrawal:  # fmt: skip
    """Price a withdrawal: the nominal value, less the shares' part of the losses on the balance sheet.

    Shape: whole shares, euros; `unpaid` is what of them was never paid in, and so is not paid back; whatever was paid
    beyond the nominal value adds nothing. Under the floor the refund waits: `allowed` is False, the figures stand. Who
    leaves stays liable five years. Source: law 47-1775 art. 13 and 18; C. com. L231-5, L231-6.

    >>> withdraw(10, Decimal(50), capital=Decimal(41400), floor=Floor(Decimal(10350)), losses=Decimal(4140),
    ...          on=date(2027, 10, 1)).refund
    Decimal('450.00')
    """
    value = shares * nominal
    part = Fraction(losses) / Fraction(capital) if capital else Fraction(0)
    after = capital - value
    return Withdrawal(
        refund=_cents(max(Fraction(0), Fraction(value) * (1 - part) - max(Fraction(0), unpaid))),
        capital_after=after,
        allowed=after >= floor.amount,
        liable_until=years_later(on, LIABLE_YEARS),
    )


def years_later(day: date, years: int) -> date:
    """The same day some years on; 29 February becomes the last day of its month."""
    year = day.year + years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))


def _cents(value: Fraction) -> Decimal:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(CENT, rounding=ROUND_HALF_UP)


def _cents_up(value: Fraction) -> Decimal:
    return Decimal(ceil(value * 100)) * CENT
