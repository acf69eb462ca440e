"""Counting beside pyrankvote and pref_voting, and a million ballots of every rule, in one run.

    python -m benchmarks.count [--ballots 100000] [--options 20] [--large 1000000]

The peers are in requirements/bench.txt, too heavy for the tests: give them an environment of their own.
Without them our own times are shown alone. Ballots are clumped as voters are: most follow one of forty
leanings, the others stray from it. Our time starts from a list of ballots, one a voter, and ends with the
outcome as JSON; best of three. A peer is given the same list; and, where it can take them, ballots
bundled by us, in columns of their own. What a peer compiles is compiled before the clock starts.
"""

import argparse
import json
import random
import time
import warnings
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from importlib.util import find_spec
from typing import Any

from votes.rules import RULES

LETTERS = list("abcdef")
MJ = {"grades": LETTERS, "median": "lower", "tie": "majority_value", "missing": "none"}
STV = {"quota": "droop", "arithmetic": "exact"}
SHARES = {"utility": "cost", "start": "exact", "tie": ["approvals", "cost", "list"]}
Ballots = Sequence[Hashable]
Timed = tuple[float, Any]
Kind = tuple[str, Ballots, Any, int, dict[str, Any]]  # rule, ballots, variant, seats, costs and budget
Peer = tuple[str, Timed, Timed | None]  # name, from the list of ballots, from bundles


def clumped(ballots: int, options: int) -> list[tuple[int, ...]]:
    """Complete rankings, most of them on the line of one of forty leanings."""
    chance = random.Random(1)
    leanings = [chance.sample(range(options), options) for _leaning in range(40)]
    rankings = []
    for _ballot in range(ballots):
        ranking = list(leanings[min(int(chance.expovariate(0.15)), 39)])
        if chance.random() > 0.7:
            for _swap in range(chance.randint(1, 4)):
                k = chance.randrange(options - 1)
                ranking[k], ranking[k + 1] = ranking[k + 1], ranking[k]
        rankings.append(tuple(ranking))
    return rankings


def graded(rankings: Sequence[tuple[int, ...]], options: int) -> list[tuple[int, ...]]:
    """Grades from 5 down to 0 by place, one for each option in the order of the list."""
    return [
        tuple(5 - min(5, ranking.index(k) * 6 // options) for k in range(options)) for ranking in rankings
    ]


def best(work: Callable[[], Any], times: int = 3) -> Timed:
    """The shortest of a few runs, and what the last one gave."""
    shortest, result = float("inf"), None
    for _run in range(times):
        began = time.perf_counter()
        result = work()
        shortest = min(shortest, time.perf_counter() - began)
    return shortest, result


def ours(rule: str, ballots: Ballots, options: int, variant: Any = None, seats: int = 1, **facts: Any) -> Any:
    """Bundle, count, and write the outcome."""
    outcome = RULES[rule].tally(range(options), Counter(ballots), variant, seats, **facts).to_json()
    json.dumps(outcome)
    return outcome["winners"]


# --- peers ------------------------------------------------------------------------------------


def pyrankvote_of(rankings: Sequence[tuple[int, ...]], options: int, seats: int) -> list[int]:
    import pyrankvote

    people = [pyrankvote.Candidate(str(k)) for k in range(options)]
    ballots = [pyrankvote.Ballot([people[k] for k in ranking]) for ranking in rankings]
    if seats == 1:
        result = pyrankvote.instant_runoff_voting(people, ballots)
    else:
        result = pyrankvote.single_transferable_vote(people, ballots, seats)
    return sorted(int(winner.name) for winner in result.get_winners())


def pref_voting_of(method: str, rankings: Sequence[tuple[int, ...]], *, bundled: bool) -> list[int]:
    from pref_voting import voting_methods
    from pref_voting.profiles import Profile

    count = getattr(voting_methods, method)
    if not bundled:
        return sorted(int(k) for k in count(Profile([list(ranking) for ranking in rankings])))
    papers = Counter(rankings)
    profile = Profile([list(ranking) for ranking in papers], rcounts=list(papers.values()))
    return sorted(int(k) for k in count(profile))


def pref_voting_grades(ballots: Sequence[tuple[int, ...]], *, bundled: bool) -> list[int]:
    from pref_voting.grade_methods import majority_judgement
    from pref_voting.grade_profiles import GradeProfile

    papers = Counter(ballots) if bundled else None
    grades = [dict(enumerate(ballot)) for ballot in papers or ballots]
    profile = GradeProfile(grades, list(range(6)), gcounts=list(papers.values()) if papers else None)
    return sorted(int(k) for k in majority_judgement(profile))


def installed(name: str) -> bool:
    return find_spec(name) is not None


def pyrankvote_beside(rankings: Sequence[tuple[int, ...]], options: int, seats: int) -> list[Peer]:
    if not installed("pyrankvote"):
        return []
    return [("pyrankvote", best(lambda: pyrankvote_of(rankings, options, seats), 2), None)]


def pref_voting_beside(work: Callable[..., Any], *arguments: Any) -> list[Peer]:
    """Once with the list of ballots, once with bundles; what it compiles was compiled by then."""
    if not installed("pref_voting"):
        return []
    *names, ballots = arguments
    work(*names, ballots[:50], bundled=False)
    whole = best(lambda: work(*arguments, bundled=False), 2)
    return [("pref_voting", whole, best(lambda: work(*arguments, bundled=True), 2))]


def races(
    rankings: Sequence[tuple[int, ...]], grades: Sequence[tuple[int, ...]], options: int
) -> Iterator[tuple[str, str, Any, int, list[Peer]]]:
    """Rule, name, variant, seats, and the peers that count it."""
    irv = pyrankvote_beside(rankings, options, 1)
    irv += pref_voting_beside(pref_voting_of, "instant_runoff", rankings)
    yield "irv", "instant run-off", None, 1, irv
    yield "schulze", "Schulze", None, 1, pref_voting_beside(pref_voting_of, "beat_path", rankings)
    yield "majority_judgment", "majority judgment", MJ, 1, pref_voting_beside(pref_voting_grades, grades)
    stv = pyrankvote_beside(rankings, options, 3)
    yield "stv_wigm", "STV, exact fractions, 3 seats", {**STV, "surpluses": "largest"}, 3, stv
    yield "stv_scottish", "STV, Scottish, 3 seats", None, 3, stv
    yield "stv_meek", "STV, Meek, 3 seats", None, 3, stv


def compared(
    rankings: Sequence[tuple[int, ...]], grades: Sequence[tuple[int, ...]], options: int
) -> list[list[str]]:
    rows = []
    for rule, name, variant, seats, peers in races(rankings, grades, options):
        ballots = grades if rule == "majority_judgment" else rankings
        own_seconds, winners = best(lambda r=rule, b=ballots, v=variant, s=seats: ours(r, b, options, v, s))
        for peer, (theirs, elected), bundled in peers:
            agreement = "same" if sorted(winners) == elected else f"{sorted(winners)} / {elected}"
            of_bundles = [f"{bundled[0]:.3f}", f"{bundled[0] / own_seconds:.1f}"] if bundled else ["-", "-"]
            rows.append(
                [
                    name,
                    f"{own_seconds:.3f}",
                    peer,
                    f"{theirs:.3f}",
                    f"{theirs / own_seconds:.1f}",
                    *of_bundles,
                    agreement,
                ]
            )
        if not peers:
            rows.append([name, f"{own_seconds:.3f}", *["-"] * 6])
    return rows


# --- a million --------------------------------------------------------------------------------


def kinds(rankings: Sequence[tuple[int, ...]], options: int) -> list[Kind]:
    """Every rule on the same voters: rule, ballots of its shape, variant, seats, costs and budget."""
    chance = random.Random(2)
    costs = {k: 1_000 * chance.randint(5, 30) for k in range(options)}
    money = {"costs": costs, "budget": sum(costs.values()) // 2}
    first = [ranking[0] for ranking in rankings]
    ticks = [tuple(sorted(ranking[: 2 + len(ranking) % 3 + ranking[0] % 2])) for ranking in rankings]
    points = [tuple((k, 5 - place) for place, k in enumerate(ranking[:5])) for ranking in rankings]
    return [
        ("plurality", first, None, 1, {}),
        ("plurality_at_large", ticks, {"max_names": 5}, 3, {}),
        ("approval", ticks, None, 3, {}),
        ("pb_greedy", ticks, None, 1, money),
        ("pb_equal_shares", ticks, {**SHARES, "completion": "add1"}, 1, money),
        ("score", points, None, 1, {}),
        ("cumulative", points, {"points_per_voter": 15}, 1, {}),
        ("quadratic", points, {"credits_per_voter": 55}, 1, {}),
        ("majority_judgment", graded(rankings, options), MJ, 1, {}),
        ("two_round", rankings, {"input": "ranking", "majority_base": "valid", "finalists": 2}, 1, {}),
        *((rule, rankings, None, 1, {}) for rule in ("borda", "irv", "condorcet", "schulze", "ranked_pairs")),
        ("stv_scottish", rankings, None, 9, {}),
        ("stv_wigm", rankings, {**STV, "surpluses": "together"}, 9, {}),
        ("stv_meek", rankings, {"arithmetic": "prf9"}, 9, {}),
        ("stv_meek", rankings, {"arithmetic": "exact"}, 9, {}),
    ]


def large(rankings: Sequence[tuple[int, ...]], options: int) -> list[list[str]]:
    """Every rule: seconds, with the ballots that were left when equals were bundled."""
    rows = []
    for rule, ballots, variant, seats, facts in kinds(rankings, options):
        began = time.perf_counter()
        ours(rule, ballots, options, variant, seats, **facts)
        took = time.perf_counter() - began
        rows.append([rule, str(seats), f"{len(set(ballots)):,}", f"{took:.2f}"])
    return rows


def table(title: str, head: list[str], rows: list[list[str]]) -> None:
    """Print one aligned table."""
    widths = [max(len(row[k]) for row in [head, *rows]) for k in range(len(head))]
    print(f"\n{title}")
    for row in [head, ["-" * width for width in widths], *rows]:
        print(
            "  " + "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)), flush=True
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--ballots", type=int, default=100_000)
    parser.add_argument("--options", type=int, default=20)
    parser.add_argument("--large", type=int, default=1_000_000)
    size = parser.parse_args()
    warnings.simplefilter("ignore")
    rankings = clumped(size.ballots, size.options)
    table(
        f"{size.ballots:,} ballots, {size.options} options: seconds from a list of ballots to the outcome",
        ["rule", "ours", "peer", "theirs", "ratio", "bundled", "ratio", "winners"],
        compared(rankings, graded(rankings, size.options), size.options),
    )
    if size.large:
        table(
            f"{size.large:,} ballots, {size.options} options: seconds, bundling included",
            ["rule", "seats", "distinct", "seconds"],
            large(clumped(size.large, size.options), size.options),
        )


if __name__ == "__main__":
    main()
