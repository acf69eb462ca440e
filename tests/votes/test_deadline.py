"""Closing times that cannot be kept are refused, with a sentence."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from core.hours import occurrences
from votes.rounds.deadline import BadDeadline, deadline

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("local", "times"),
    [("2027-10-31T02:30", 2), ("2027-03-28T02:30", 0), ("2027-06-12T02:30", 1)],
)
def test_a_wall_clock_shows_a_time_never_once_or_twice(local, times):
    assert len(occurrences(datetime.fromisoformat(local), PARIS)) == times


@pytest.mark.parametrize("local", ["2027-10-31T02:30", "2027-03-28T02:30", "2026-12-31T18:00"])
def test_a_time_that_cannot_be_kept_is_refused(local):
    with pytest.raises(BadDeadline):
        deadline(datetime.fromisoformat(local), PARIS, NOW)


def test_a_time_becomes_one_instant_even_on_the_day_the_clocks_change():
    assert deadline(datetime(2027, 3, 28, 18), PARIS, NOW) == datetime(2027, 3, 28, 16, tzinfo=UTC)
