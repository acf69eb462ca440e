"""Numbers of lines as spans: pairs (first, last), in order, that neither touch nor overlap."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

Span = tuple[int, int]
Spans = Sequence[Span]


def spans_of(numbers: Iterable[int]) -> list[Span]:
    """Gather numbers that come in rising order."""
    found: list[Span] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def between(spans: Spans, after: int) -> list[Span]:
    """What is missing between a number and the last of the spans, which lie above it."""
    found, expected = [], after + 1
    for first, last in spans:
        if first > expected:
            found.append((expected, first - 1))
        expected = last + 1
    return found


def united(*many: Spans) -> list[Span]:
    """The numbers of any of them."""
    found: list[Span] = []
    for first, last in sorted(span for spans in many for span in spans):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def without(spans: Spans, gone: Spans) -> list[Span]:
    """The numbers of the first that are not among the second."""
    found: list[Span] = []
    for first, last in spans:
        for gone_first, gone_last in gone:
            if gone_last < first or gone_first > last:
                continue
            if gone_first > first:
                found.append((first, gone_first - 1))
            first = gone_last + 1
        if first <= last:
            found.append((first, last))
    return found


def holds(spans: Spans, number: int) -> bool:
    """Whether a number is among them."""
    at = bisect_right(spans, (number, float("inf"))) - 1  # type: ignore[arg-type]
    return at >= 0 and spans[at][0] <= number <= spans[at][1]
