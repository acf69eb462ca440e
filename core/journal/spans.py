"""Numbers of lines as spans: pairs (first, last), in order, that neither touch nor overlap."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

Span = tuple[int, int]
Spans = Sequence[Span]


def spans_of(numbers: Iterable[int]) -> list[Span]:
    """Gather numbers that come in rising order."""
    spans: list[Span] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return spans


def between(spans: Spans, after: int) -> list[Span]:
    """What is missing between a number and the last of the spans, which lie above it."""
    gaps, expected = [], after + 1
    for first, last in spans:
        if first > expected:
            gaps.append((expected, first - 1))
        expected = last + 1
    return gaps


def united(*groups: Spans) -> list[Span]:
    """The numbers of any of them."""
    spans: list[Span] = []
    for first, last in sorted(span for group in groups for span in group):
        if spans and first <= spans[-1][1] + 1:
            spans[-1] = (spans[-1][0], max(spans[-1][1], last))
        else:
            spans.append((first, last))
    return spans


def without(spans: Spans, removed: Spans) -> list[Span]:
    """The numbers of the first that are not among the second."""
    remaining: list[Span] = []
    for first, last in spans:
        for removed_first, removed_last in removed:
            if removed_last < first or removed_first > last:
                continue
            if removed_first > first:
                remaining.append((first, removed_first - 1))
            first = removed_last + 1
        if first <= last:
            remaining.append((first, last))
    return remaining


def holds(spans: Spans, number: int) -> bool:
    """Whether a number is among them."""
    at = bisect_right(spans, (number, float("inf"))) - 1  # type: ignore[arg-type]
    return at >= 0 and spans[at][0] <= number <= spans[at][1]
