"""The register of shares as it was before a file, and as the lines of the file change it."""

from datetime import date
from typing import Any

from django.db.models import Max, Q, QuerySet

from core.errors import Refusal
from members.imports.accounts import Series
from members.imports.kinds.moving import NOTHING, Moving
from members.imports.kinds.seats import Seats
from members.people.models import Member
from members.shares.balance import Level, levels
from members.shares.models import Movement
from members.shares.rules import ShareRules, rules_on


class Books:
    """Accounts, capital and lines, read for some lines of a file at a time; only accounts that give are read."""

    def __init__(self) -> None:
        self.first = (Movement.objects.aggregate(top=Max("no"))["top"] or 0) + 1
        self.seats = Seats()
        self.written: dict[int, Movement] = {}
        self.alike: dict[tuple[Any, ...], int] = {}
        self.capital, self.standing = Series(NOTHING), Series(NOTHING)
        for series, lines in ((self.capital, self._before()), (self.standing, self._before().standing())):
            for on, change in lines.capital_by_day():
                series.add(on, change)
        # The numbers of the lines by which shares were taken back and that stand, in their order.
        self._withdrawals = list(
            self._before().standing().withdrawals_since(0).order_by("no").values_list("no", flat=True)
        )
        # By class and then by member: a key of two parts would weigh as much as what it leads to.
        self._accounts: dict[str, dict[int, Series[int]]] = {}
        self._days: dict[date, date] = {}
        self._loaded: set[int] = set()
        self._rules: dict[date, ShareRules | None] = {}

    def _before(self) -> Any:
        """The lines that were there before this file."""
        return Movement.objects.filter(no__lt=self.first)

    def read_lines(self, numbers: set[int]) -> None:
        """Read the lines of the register that bear these numbers."""
        self.written = {line.no: line for line in _with_holders(self._before()).filter(no__in=numbers)}

    def read_alike(self, days: set[date], seats: set[int]) -> None:
        """Read what the register has of these seats on these days."""
        near = self._before().filter(on__in=days)
        near = near.filter(Q(holder_from__in=seats) | Q(holder_to__in=seats))
        self.alike = {
            mark(line.on, line.operation, line.holder_from_id, line.holder_to_id, line.shares): line.no
            for line in near
        }

    def load(self, givers: set[int]) -> None:
        """Read the accounts of those who give shares, as they were before this file."""
        givers = givers - self._loaded
        self._loaded |= givers
        lines = self._before().filter(Q(holder_from__in=givers) | Q(holder_to__in=givers))
        columns = ("on", "shares", "holder_from", "holder_to", "share_class", "class_to")
        for on, shares, giver, taker, kind, becomes in lines.values_list(*columns).iterator(chunk_size=5000):
            if giver in givers:
                self._move(giver, kind, on, -shares)
            if taker in givers:
                self._move(taker, becomes or kind, on, shares)

    def _move(self, member: int, kind: str, on: date, shares: int) -> None:
        accounts = self._accounts.setdefault(kind, {})
        if member not in accounts:
            accounts[member] = Series(0)
        # One object for each day, not one for each line.
        accounts[member].add(self._days.setdefault(on, on), shares)

    def can_leave(self, giver: Member, kind: str, on: date) -> int:
        """How many shares of a class can leave an account on a day, without missing on a later one."""
        account = self._accounts.get(kind, {}).get(giver.pk)
        return account.lowest_since(on) if account else 0

    def classes(self, giver: Member) -> list[str]:
        """The classes of shares that an account holds, or held."""
        accounts_of_giver = {
            kind: accounts[giver.pk] for kind, accounts in self._accounts.items() if giver.pk in accounts
        }
        return (
            sorted(kind for kind, account in accounts_of_giver.items() if account.total > 0)
            or sorted(accounts_of_giver)[:1]
        )

    def levels(self, line: Moving) -> list[Level]:
        """The capital before a line, on its day and on every later one that changed it; without what it corrects."""
        undone = [] if line.corrects_on is None else [(line.corrects_on, line.capital)]
        if not undone and self.capital.is_over(line.on):
            return [Level(line.on, self.capital.total, self.standing.highest())]
        return levels(self.capital.changes().items(), [*self.standing.changes().items(), *undone], line.on)

    def withdrawn_since(self, no: int) -> bool:
        """Whether shares were taken back by a line after this one."""
        return bool(self._withdrawals) and self._withdrawals[-1] > no

    def rules(self, day: date) -> ShareRules | None:
        """What the code social said of shares on a day, or None."""
        if day not in self._rules:
            try:
                self._rules[day] = rules_on(day)
            except Refusal:
                self._rules[day] = None
        return self._rules[day]

    def count(self, line: Moving) -> None:
        """Add a line of the file to what it changes."""
        if line.giver is not None:
            self._move(line.giver.pk, line.share_class, line.on, -line.shares)
        if line.taker is not None:
            self._move(line.taker.pk, line.class_to or line.share_class, line.on, line.shares)
        if line.operation in Movement.WITHDRAWALS:
            self._withdrawals.append(line.no)
        elif line.corrects is not None and line.corrects in self._withdrawals:
            self._withdrawals.remove(line.corrects)
        self.capital.add(line.on, line.capital)
        if line.corrects_on is None:
            self.standing.add(line.on, line.capital)
        else:
            # What a slip of the pen added was never reached: it is taken back on its own day.
            self.standing.add(line.corrects_on, line.capital)


def _with_holders(lines: QuerySet[Movement]) -> QuerySet[Movement]:
    return lines.select_related("holder_from__person", "holder_to__person", "corrected_by")


def mark(on: date, operation: str, giver: int | None, taker: int | None, shares: int) -> tuple[Any, ...]:
    """What makes two lines look alike."""
    return on, operation, giver, taker, shares
