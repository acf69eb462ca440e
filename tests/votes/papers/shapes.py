"""One paper of each shape, and what voters may mark on it."""

from itertools import combinations

from hypothesis import strategies as st

from votes.rounds.paper import Choice, Paper

TITLES = ("Saturday", "Sunday", "Monday", "Tuesday")
DAYS = tuple(Choice(str(k), title) for k, title in enumerate(TITLES, 1))
PROJECTS = tuple(Choice(str(k), title, cost=cost) for k, (title, cost) in enumerate([("Oven", 600), ("Bench", 300), ("Garden", 500)], 1))  # fmt: skip
GRADES = ["Reject", "Poor", "Fair", "Good", "Very good"]
IDS = [option.id for option in DAYS]

PAPERS = {
    "choice": Paper("plurality", DAYS),
    "approvals": Paper("approval", DAYS),
    "choices": Paper("plurality_at_large", DAYS, seats=2),
    "money": Paper("pb_equal_shares", PROJECTS, {"completion": "add1"}, budget=1000),
    "grades": Paper("majority_judgment", DAYS, {"grades": GRADES}),
    "ranking": Paper("schulze", DAYS),
    "strict_ranking": Paper("irv", DAYS),
    "scores": Paper("score", DAYS, top=5),
    "points": Paper("cumulative", DAYS, {"points_per_voter": 10}),
    "credits": Paper("quadratic", DAYS, {"credits_per_voter": 16}),
}


def _subsets(most):
    return st.sampled_from([",".join(c) for size in range(1, most + 1) for c in combinations(IDS, size)])


@st.composite
def _tiers(draw, equal):
    """Some of the options, best first; side by side where that may be."""
    left = draw(st.permutations(IDS))[: draw(st.integers(1, len(IDS)))]
    tiers = []
    while left:
        size = draw(st.integers(1, len(left))) if equal else 1
        tiers.append("=".join(sorted(left[:size])))
        left = left[size:]
    return ",".join(tiers)


@st.composite
def _shares(draw, purse, cost):
    """Points for some options, in the order of the list, never beyond the purse."""
    given, left = [], purse
    for option in IDS:
        number = draw(st.integers(0, purse))
        if number and cost(number) <= left:
            given.append(f"{option}:{number}")
            left -= cost(number)
    return ",".join(given)


LINES = {
    "choice": st.sampled_from(IDS),
    "approvals": _subsets(4),
    "choices": _subsets(2),
    "money": st.sampled_from(["1", "2", "3", "1,2", "2,3"]),
    "grades": st.lists(st.integers(0, 4), min_size=4, max_size=4).map(
        lambda given: ",".join(map(str, given))
    ),
    "ranking": _tiers(equal=True),
    "strict_ranking": _tiers(equal=False),
    "scores": _shares(5, lambda _number: 0),
    "points": _shares(10, lambda number: number),
    "credits": _shares(16, lambda number: number**2),
}
