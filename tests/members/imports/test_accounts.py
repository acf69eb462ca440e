"""Shares and capital as lines come in give the same figures as going through all of them."""

from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from members.imports.accounts import Series
from members.shares.balance import Line, highest_capital, holdings, lowest_since

days = st.dates(date(2026, 1, 1), date(2026, 1, 12))
changes = st.lists(st.tuples(days, st.integers(-9, 9)), max_size=20)
search = settings(max_examples=300, deadline=None, derandomize=True, database=None)
A = ("A", "A")


def line(on, change):
    return Line(
        1, on, abs(change), Decimal(1), leaves=A if change < 0 else None, enters=A if change > 0 else None
    )


@search
@given(changes, days)
def test_a_balance_is_what_the_lines_add_up_to(found, day):
    series, lines = Series(0), []
    for on, change in found:
        lines.append(line(on, change))
        series.add(on, change)
        # At every step, not only at the end: a line is judged by those before it.
        assert series.lowest_since(day) == lowest_since(lines, A, day)
        assert series.until(day) == holdings(one for one in lines if one.on <= day).get(A, 0)


@search
@given(changes)
def test_the_highest_is_what_was_reached_at_the_end_of_a_day(found):
    series, known = Series(Decimal(0)), []
    for on, change in found:
        known.append((on, Decimal(change)))
        series.add(on, Decimal(change))
        assert series.highest() == highest_capital(known)
