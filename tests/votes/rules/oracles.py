"""Published elections (format oracle-1), and how an outcome is compared with what is known of them."""

import gzip
import json
import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

Facts = dict[str, Any]
CASES_DIR = Path(os.environ.get("CASES_DIR") or Path(__file__).parents[2] / "cases")
SETS = {
    "tied", "sure_winners", "dropped_by_majority", "plain_schulze_winners", "winners_over_tie_orders", "runoff",
}  # fmt: skip
NUMBERS = {"scores", "votes", "ranks", "majority_grades", "first_round", "final_round"}
TABLES = {"pairwise", "path_strengths"}
# Said by the case and not by the rule: another body's tie rule, its percentages, its remarks.
SAID = {"winners_order", "tolerance", "ties", "official", "places", "approval_winners_differ"}


def cases() -> Iterator[Facts]:
    """Every case of the folder, wherever it lies in it."""
    for file in sorted([*CASES_DIR.glob("**/*.json"), *CASES_DIR.glob("**/*.json.gz")]):
        written = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        content = json.loads(written)
        if isinstance(content, dict) and content.get("format") == "oracle-1":
            yield content


def differences(case: Facts, outcome: Facts) -> list[str]:
    """What the outcome says otherwise than the case, key by key."""
    expected = case["expected"]
    found = []
    for key, value in expected.items():
        if key not in SAID and not agrees(key, value, outcome, case):
            found.append(f"{key}: {str(outcome.get(key))[:300]} and not {str(value)[:300]}")
    return found


def agrees(key: str, value: Any, outcome: Facts, case: Facts) -> bool:
    got = outcome.get(key)
    if key in ("winners", "selected"):
        return same_winners(value, got, ordered="winners_order" in case["expected"])
    if key in SETS:
        return set(got) == set(value)
    if key in NUMBERS:
        return contains(value, got)
    if key in TABLES:
        return all(contains(row, got[option]) for option, row in value.items())
    if key in ("ranking", "committees"):
        return sets(got) == sets(value) if key == "ranking" else set(sets(got)) == set(sets(value))
    if key == "rounds":
        return case["variant"].get("exclusion") == "batch" or same_rounds(value, got)
    if key == "events":
        tolerance = Fraction(case["expected"].get("tolerance", 0))
        return same_events(value, got, tolerance, only_defeats=case["rule"] == "stv_meek")
    if key in ("tallies", "tallies_after_fill"):
        return outcome["tallies_after_fill"] == value
    if key == "formal_ballots":
        return outcome["valid"] == value
    if key == "final_round_percent":
        return percents(outcome["final_round"]) == {
            option: Fraction(share) for option, share in value.items()
        }
    return equal(value, got)


def same_winners(value: list[str] | None, got: list[str] | None, *, ordered: bool) -> bool:
    if value is None or got is None:
        return value is got
    return value == got if ordered else sorted(value) == sorted(got)


def sets(tiers: list[list[str]]) -> list[frozenset[str]]:
    return [frozenset(tier) for tier in tiers]


def equal(value: Any, got: Any) -> bool:
    if isinstance(value, bool | None) or isinstance(got, bool | None):
        return value is got
    try:
        return Fraction(value) == Fraction(got)
    except (TypeError, ValueError):
        return bool(value == got)


def contains(numbers: Facts, got: Facts) -> bool:
    """Whether the outcome gives each number, and exactly."""
    return all(option in got and equal(number, got[option]) for option, number in numbers.items())


def same_rounds(expected: list[Facts], got: list[Facts]) -> bool:
    """Match the rounds in order; a peer may leave some out, and some options in a round."""
    left = iter(got)
    return all(any(same_round(one, other) for other in left) for one in expected)


def same_round(expected: Facts, got: Facts) -> bool:
    return contains(expected["tally"], got["tally"]) and all(
        sorted(got[key]) == sorted(expected[key])
        for key in ("elected", "eliminated", "excluded")
        if key in expected
    )


def same_events(expected: list[Facts], got: list[Facts], tolerance: Fraction, *, only_defeats: bool) -> bool:
    if len(expected) != len(got):
        return False
    for one, other in zip(expected, got, strict=True):
        said = ("event", "option", "remaining")
        if [one.get(key) for key in said] != [other.get(key) for key in said]:
            return False
        if "votes" in one and not (only_defeats and one["event"] == "elect"):
            if set(one["votes"]) != set(other["votes"]):
                return False
            apart = [abs(Fraction(n) - Fraction(other["votes"][o])) for o, n in one["votes"].items()]
            if max(apart) > tolerance:
                return False
    return True


def percents(tally: Facts) -> dict[str, Fraction]:
    total = sum(Fraction(number) for number in tally.values())
    return {option: round(100 * Fraction(number) / total, 2) for option, number in tally.items()}
