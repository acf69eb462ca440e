"""Papers and boxes of every rule: some votes, a clear winner, a tie, nobody, many options."""

from fractions import Fraction

from votes.rounds.paper import Choice, Paper
from votes.rules.frame import CollegeRule
from votes.rules.registry import RULES
from votes.rules.sortition import sortition
from votes.rules.terms import Terms
from votes.tally.arithmetic import options, standing

METHODS = [name for name in RULES if name != "motion"]
COUNTED = [name for name in METHODS if name not in ("sortition", "yes_no")]
GRADES = ["Reject", "Poor", "Fair", "Good", "Very good"]
VARIANTS = {
    "cumulative": {"points_per_voter": 9},
    "quadratic": {"credits_per_voter": 9},
    "majority_judgment": {"grades": GRADES},
}
TITLES = ("Oak & elm", "Pine <b>", "Ash", "Yew")


def paper(method, count=4):
    titles = TITLES if count <= 4 else [f"Option number {k} with a rather long title" for k in range(count)]
    listed = tuple(Choice(str(k), titles[k - 1], cost=40 + k) for k in range(1, count + 1))
    money = 100 if RULES[method].money else None
    return Paper(method, listed, VARIANTS.get(method, {}), budget=money)


def line(shape, first, others=(), count=4):
    """A ballot for one option before others, in the words of a shape."""
    if shape == "grades":
        return ",".join("4" if str(k) == first else "1" for k in range(1, count + 1))
    if shape in ("scores", "points", "credits"):
        return f"{first}:3"
    if "ranking" in shape:
        return ",".join([first, *others])
    return first


def box(method, firsts, count=4):
    """One ballot for each first option; the next in the list comes second."""
    shape = paper(method, count).shape
    return [("", line(shape, one, [str(int(one) % count + 1)], count), 1) for one in firsts]


def outcome(method, firsts, count=4, **more):
    """The stored outcome of a vote by this rule, for ballots that each favour one option."""
    if method == "yes_no":
        return framed(_yes_no(firsts), len(firsts))
    if method == "sortition":
        names = [f"Person {k}" for k in range(count)]
        return framed(sortition({"": names}, seats=1, seed="12 June", reserves=2).to_json(), len(firsts))
    terms = more.pop("terms", Terms())
    return options(
        paper(method, count), terms, {"": max(20, len(firsts))}, box(method, firsts, count), seed=""
    )


def _yes_no(firsts):
    votes = {"yes": firsts.count("1"), "no": firsts.count("2")}
    variant = {"base": "yes+no", "threshold": "1/2", "strict": True}
    return RULES["yes_no"].tally(["yes", "no"], votes, variant).to_json()


def framed(facts, cast):
    """An outcome round one count, as `counting.options` frames it."""
    return {
        **standing(facts, missed=False),
        "heads": facts,
        "weighted": None,
        "quorum": None,
        "turnout": {"registered": 20, "cast": cast},
        "colleges": [{"code": "", "registered": 20, "cast": cast}],
        "lot": None,
    }


def weighted(method, *, small=1):
    """A vote of two colleges that weigh 1/3 and 2/3; `small` voters in the second."""
    rule = CollegeRule(
        "proportional", {"A": Fraction(1, 3), "B": Fraction(2, 3)}, "excluded", "neutral", "expressed", "expressed"
    )  # fmt: skip
    votes = [("A", text, n) for _c, text, n in box(method, "1113")]
    votes += [("B", text, n) for _c, text, n in box(method, "2" * small)]
    return options(paper(method), Terms(colleges=rule), {"A": 8, "B": 5}, votes, seed="")
