"""What every rule promises, whatever the ballots: searched by Hypothesis, the same way each time."""

from collections import Counter
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from votes.rules import RULES
from votes.rules.papers import gather
from votes.rules.sortition import sortition

search = settings(max_examples=60, deadline=None, derandomize=True, database=None)
GRADES = ["poor", "fair", "good", "great"]
MJ = {"grades": GRADES, "median": "lower", "tie": "majority_value", "missing": "none"}
VARIANTS: dict[str, Any] = {
    "cumulative": {"points_per_voter": 9},
    "quadratic": {"credits_per_voter": 30},
    "majority_judgment": MJ,
}
COUNTED = [name for name, rule in RULES.items() if rule.function and name not in ("yes_no", "sortition")]
RANKED = [name for name in COUNTED if RULES[name].shape == "ranking"]
TIES = [name for name in RANKED if RULES[name].equal_ranks]
SEATED = [name for name in COUNTED if RULES[name].several and not RULES[name].money]
Votes = list[tuple[Any, int]]


def named(number: int) -> list[str]:
    return [f"option {letter}" for letter in "ABCDEF"[:number]]


@st.composite
def votes_for(draw, rule: str, options: list[str], *, most: int = 9) -> Votes:
    """Ballots of the shape of a rule, with small whole weights."""
    shape = RULES[rule].shape
    one = {
        "choice": st.sampled_from([*options, None]),
        "choices": st.sets(st.sampled_from(options), max_size=2).map(lambda s: tuple(sorted(s))),
        "approvals": st.sets(st.sampled_from(options)).map(lambda s: tuple(sorted(s))),
        "budget": st.sets(st.sampled_from(options)).map(lambda s: tuple(sorted(s))),
        "scores": st.dictionaries(st.sampled_from(options), st.integers(0, 5)).map(lambda d: tuple(sorted(d.items()))),
        "points": st.dictionaries(st.sampled_from(options), st.integers(0, 3), max_size=3).map(lambda d: tuple(sorted(d.items()))),
        "credits": st.dictionaries(st.sampled_from(options), st.integers(0, 3), max_size=3).map(lambda d: tuple(sorted(d.items()))),
        "grades": st.tuples(*(st.integers(0, 3) for _option in options)),
        "ranking": rankings(options, ties=RULES[rule].equal_ranks),
    }[shape]  # fmt: skip
    return draw(st.lists(st.tuples(one, st.integers(1, 4)), min_size=1, max_size=most))


@st.composite
def rankings(draw, options: list[str], *, ties: bool = False) -> tuple[Any, ...]:
    order = draw(st.permutations(options))[: draw(st.integers(0, len(options)))]
    tiers: list[Any] = []
    while order:
        size = draw(st.sampled_from([1, 1, 1, 2])) if ties else 1
        tiers.append(frozenset(order[:size]) if size > 1 and len(order) > 1 else order[0])
        order = order[size:] if isinstance(tiers[-1], frozenset) else order[1:]
    return tuple(tiers)


@st.composite
def elections(draw, rules: list[str]) -> tuple[str, list[str], Votes, dict[str, Any]]:
    """A rule, its options, its ballots, and what else it takes: seats, or costs and a budget."""
    rule = draw(st.sampled_from(rules))
    options = named(draw(st.integers(2, 5)))
    facts: dict[str, Any] = {}
    if RULES[rule].money:
        facts = {"costs": {o: draw(st.integers(1, 9)) for o in options}, "budget": draw(st.integers(1, 25))}
    elif RULES[rule].several:
        facts = {"seats": draw(st.integers(1, 3)) if rule != "plurality_at_large" else 2}
    return rule, options, draw(votes_for(rule, options)), facts


def count(rule, options, votes, **facts):
    variant = facts.pop("variant", VARIANTS.get(rule))
    return RULES[rule].tally(options, votes, variant, **facts).to_json()


def possible(outcome) -> set[frozenset[str]]:
    """Every set of winners that the outcome leaves possible."""
    if outcome["winners"] is None or outcome.get("tied_seats"):
        return {frozenset(some) for some in outcome["committees"]}
    return {frozenset(outcome["winners"])}


# --- what is true of all ----------------------------------------------------------------------


@settings(search, max_examples=400)
@given(elections(COUNTED), st.randoms(use_true_random=False))
def test_the_order_of_the_ballots_and_how_they_are_bundled_change_nothing(election, chance):
    rule, options, votes, facts = election
    apart = [(vote, 1) for vote, weight in votes for _voter in range(weight)]
    chance.shuffle(apart)
    first = count(rule, options, votes, **facts)
    assert count(rule, options, apart, **facts) == first
    assert count(rule, options, Counter(vote for vote, _one in apart), **facts) == first
    assert count(rule, options, [(vote, Fraction(weight)) for vote, weight in votes], **facts) == first


@settings(search, max_examples=300)
@given(elections(COUNTED))
def test_new_names_for_the_options_change_nothing_but_the_names(election):
    """A name may be any value that hashes; here, numbers in the same order."""
    rule, options, votes, facts = election
    numbers = {option: 10 + k for k, option in enumerate(options)}
    if "costs" in facts:
        renamed_facts = {**facts, "costs": {numbers[o]: cost for o, cost in facts["costs"].items()}}
    else:
        renamed_facts = facts
    mine = count(rule, options, votes, **facts)
    other = count(
        rule, list(numbers.values()), [(renamed(vote, numbers), w) for vote, w in votes], **renamed_facts
    )
    assert renamed(mine, numbers) == other


def renamed(value: Any, names: dict[str, int]) -> Any:
    if isinstance(value, dict):
        return {names.get(key, key): renamed(item, names) for key, item in value.items()}
    if isinstance(value, list | tuple | frozenset):
        return type(value)(renamed(item, names) for item in value)
    return names.get(value, value) if isinstance(value, str) else value


@settings(search, max_examples=300)
@given(elections(COUNTED), st.randoms(use_true_random=False))
def test_the_order_of_the_list_of_options_favours_nobody(election, chance):
    rule, options, votes, facts = election
    mixed = list(options)
    chance.shuffle(mixed)
    if rule == "majority_judgment":  # its ballots follow the list
        place = [options.index(option) for option in mixed]
        moved = [(tuple(vote[k] for k in place), weight) for vote, weight in votes]
    else:
        moved = votes
    first, second = count(rule, options, votes, **facts), count(rule, mixed, moved, **facts)
    assert possible(first) == possible(second)
    assert set(first["tied"]) == set(second["tied"])


# A quota that is cut, or decimals that are, see the size of the house; money does not grow with it.
SCALES = [name for name in COUNTED if name != "stv_scottish"]


@settings(search, max_examples=300)
@given(elections(SCALES), st.sampled_from([2, 7, Fraction(1, 3), Fraction(5, 2)]))
def test_a_house_as_divided_and_larger_chooses_the_same(election, times):
    rule, options, votes, facts = election
    variant = {"stv_wigm": {"quota": "exact", "arithmetic": "exact", "surpluses": "together"}}
    given_variant = variant.get(rule, VARIANTS.get(rule))
    larger = [(vote, weight * times) for vote, weight in votes]
    first = count(rule, options, votes, variant=given_variant, **facts)
    assert possible(first) == possible(count(rule, options, larger, variant=given_variant, **facts))


@settings(search, max_examples=300)
@given(elections(COUNTED))
def test_an_outcome_holds_no_float_and_every_total_is_exact(election):
    rule, options, votes, facts = election
    assert only_exact(count(rule, options, votes, **facts))


def only_exact(value: Any) -> bool:
    if isinstance(value, dict):
        return all(only_exact(item) for item in value.values())
    if isinstance(value, list):
        return all(only_exact(item) for item in value)
    return value is None or type(value) in (int, str, bool)


@settings(search, max_examples=200)
@given(elections(SEATED))
def test_seats_are_never_exceeded_and_nobody_sits_twice(election):
    rule, options, votes, facts = election
    got = count(rule, options, votes, **facts)
    for some in possible(got):
        assert len(some) <= facts["seats"]
    winners = got["winners"] or []
    assert len(winners) == len(set(winners)) and set(winners) <= set(options)


# --- monotony: support never harms --------------------------------------------------------------


def better(rule: str, vote: Any, winner: str, options: list[str]) -> Any:
    """The same ballot, kinder to the winner."""
    shape = RULES[rule].shape
    if shape == "choice":
        return winner
    if shape == "approvals":
        return tuple(sorted({*vote, winner}))
    if shape == "scores":
        return tuple(sorted({**dict(vote), winner: dict(vote).get(winner, 0) + 1}.items()))
    if shape == "grades":
        place = options.index(winner)
        return (*vote[:place], min(3, vote[place] + 1), *vote[place + 1 :])
    without = [item - {winner} if isinstance(item, frozenset) else item for item in vote if item != winner]
    plain = [next(iter(item)) if isinstance(item, frozenset) and len(item) == 1 else item for item in without]
    return (winner, *plain)


MONOTONE = ["plurality", "approval", "score", "majority_judgment", "schulze"]


@settings(search, max_examples=300)
@given(elections(MONOTONE))
def test_a_ballot_that_turns_kinder_to_the_winner_never_makes_it_lose(election):
    rule, options, votes, _facts = election
    winners = count(rule, options, votes)["winners"]
    assume(len(winners) == 1)
    for k, (vote, weight) in enumerate(votes):
        kinder = [*votes[:k], (better(rule, vote, winners[0], options), weight), *votes[k + 1 :]]
        assert count(rule, options, kinder)["winners"] == winners


# --- head to head -------------------------------------------------------------------------------


@settings(search, max_examples=200)
@given(st.data())
def test_whoever_beats_every_other_wins_where_duels_decide(data):
    options = named(data.draw(st.integers(2, 5)))
    votes = data.draw(votes_for("schulze", options))
    duels = count("condorcet", options, votes)
    for rule in ("schulze", "ranked_pairs"):
        got = count(rule, options, votes)
        assert got["pairwise"] == duels["pairwise"]
        if duels["winners"]:
            assert got["winners"] == duels["winners"]
        if duels["condorcet_loser"] and len(options) > 1:
            assert duels["condorcet_loser"] not in got["winners"]
    over = count("ranked_pairs", options, votes)["winners_over_tie_orders"]
    assert over is None or not duels["winners"] or over == duels["winners"]


@search
@given(st.data())
def test_a_duel_is_counted_as_its_definition_says(data):
    options = named(4)
    votes = data.draw(votes_for("schulze", options))
    unranked = data.draw(st.sampled_from(["last", "not_compared"]))
    variant = {"strength": "winning", "equal_pairs": "group", "unranked": unranked}
    table = count("ranked_pairs", options, votes, variant=variant)["pairwise"]
    for one, other in combinations(options, 2):
        over = sum(weight for vote, weight in votes if prefers(vote, one, other, unranked))
        under = sum(weight for vote, weight in votes if prefers(vote, other, one, unranked))
        assert (table[one][other], table[other][one]) == (over, under)


def prefers(vote: Any, one: str, other: str, unranked: str) -> bool:
    places = {o: k for k, item in enumerate(vote) for o in (item if isinstance(item, frozenset) else [item])}
    if one in places and other in places:
        return places[one] < places[other]
    return one in places and unranked == "last"


@search
@given(st.data())
def test_the_strongest_path_is_the_best_of_all_paths(data):
    options = named(4)
    got = count("schulze", options, data.draw(votes_for("schulze", options)))
    won = {
        (x, y): got["pairwise"][x][y] if got["pairwise"][x][y] > got["pairwise"][y][x] else 0
        for x in options for y in options if x != y
    }  # fmt: skip
    for x, y in won:
        assert got["path_strengths"][x][y] == max(widths(x, y, options, won))


def widths(x: str, y: str, options: list[str], won: dict[tuple[str, str], int]) -> list[int]:
    """The weakest link of every path from x to y."""
    inner = [option for option in options if option not in (x, y)]
    found = [won[x, y], *(min(won[x, a], won[a, y]) for a in inner)]
    return found + [min(won[x, a], won[a, b], won[b, y]) for a in inner for b in inner if a != b]


# --- eliminations and transfers -----------------------------------------------------------------


@settings(search, max_examples=200)
@given(st.data())
def test_instant_run_off_elects_a_majority_and_never_who_loses_every_duel(data):
    options = named(data.draw(st.integers(2, 5)))
    votes = data.draw(votes_for("irv", options))
    got = count("irv", options, votes)
    first = {o: sum(w for vote, w in votes if vote[:1] == (o,)) for o in options}
    over = [option for option in options if 2 * first[option] > sum(first.values())]
    if over:
        assert got["winners"] == over
    loser = count("condorcet", options, votes)["condorcet_loser"]
    assert loser is None or loser not in got["winners"] or len(got["winners"]) > 1
    both = {"stop": "two_left", "exclusion": "single"}, {"stop": "majority", "exclusion": "batch"}
    assert all(set(count("irv", options, votes, variant=v)["winners"]) == set(got["winners"]) for v in both)


@settings(search, max_examples=200)
@given(st.data())
def test_each_table_of_a_transferable_vote_adds_up_to_all_the_votes(data):
    rule = data.draw(st.sampled_from(["stv_scottish", "stv_wigm", "stv_meek", "irv"]))
    options = named(data.draw(st.integers(2, 5)))
    votes = data.draw(votes_for(rule, options))
    facts = {} if rule == "irv" else {"seats": data.draw(st.integers(1, 3))}
    got = count(rule, options, votes, **facts)
    for stage in got["rounds"]:
        lost = stage["exhausted"] if rule == "irv" else stage["lost"]
        held = sum(Fraction(number) for number in stage["tally"].values())
        last_table = stage is got["rounds"][-1] and not stage["elected"]
        assert held + Fraction(lost) == got["valid"] or (last_table and held < got["valid"])
        assert rule == "irv" or Fraction(lost) >= 0


@st.composite
def solid(draw) -> tuple[list[str], frozenset[str], Votes, int]:
    """Ballots among which some voters rank a coalition before everybody else, in orders of their own."""
    options = named(draw(st.integers(3, 6)))
    together = draw(st.sets(st.sampled_from(options), min_size=1, max_size=len(options) - 1))
    others = [option for option in options if option not in together]
    votes: Votes = []
    for _bundle in range(draw(st.integers(1, 5))):
        front, back = draw(st.permutations(sorted(together))), draw(st.permutations(others))
        votes.append(((*front, *back), draw(st.integers(1, 9))))
    votes += draw(st.lists(st.tuples(rankings(options), st.integers(1, 6)), max_size=6))
    return options, frozenset(together), votes, draw(st.integers(1, 4))


@settings(search, max_examples=150)
@given(solid(), st.sampled_from(["stv_wigm", "stv_meek"]))
def test_a_coalition_gets_a_seat_for_each_quota_that_it_fills(election, rule):
    """Proportionality for solid coalitions (Dummett, Woodall): whatever the ties, and the others' tactics."""
    options, together, votes, seats = election
    papers = {vote: weight for vote, weight in gather(votes).items() if vote}
    mine = sum(w for vote, w in papers.items() if frozenset(vote[: len(together)]) == together)
    quota = sum(papers.values()) // (seats + 1) + 1
    for some in possible(count(rule, options, votes, seats=seats)):
        assert len(some & together) >= min(mine // quota, len(together), seats)


# --- grades -------------------------------------------------------------------------------------


@settings(search, max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=9))
def test_the_majority_value_is_what_taking_the_middle_voice_out_again_and_again_gives(ballots):
    options = named(3)
    got = count("majority_judgment", options, [(vote, 1) for vote in ballots])
    values = {option: removed(sorted(vote[k] for vote in ballots)) for k, option in enumerate(options)}
    order = sorted(set(map(tuple, values.values())), reverse=True)
    assert got["ranking"] == [[o for o in options if tuple(values[o]) == value] for value in order]


def removed(grades: list[int]) -> list[int]:
    taken = []
    while grades:
        taken.append(grades.pop((len(grades) - 1) // 2))
    return taken


# --- money --------------------------------------------------------------------------------------


@st.composite
def budgets(draw) -> tuple[list[str], Votes, dict[str, Any]]:
    options = named(draw(st.integers(2, 5)))
    costs = {o: draw(st.integers(0, 12) | st.fractions(1, 9, max_denominator=4)) for o in options}
    votes = draw(votes_for("pb_equal_shares", options, most=7))
    return options, votes, {"costs": costs, "budget": draw(st.integers(1, 30))}


ORDER = ["approvals", "cost", "list"]
SHARES = st.fixed_dictionaries(
    {
        "utility": st.sampled_from(["cost", "one"]),
        "start": st.sampled_from(["exact", "floor"]),
        "completion": st.sampled_from(["none", "add1", "approvals"]),
    },
    optional={"tie": st.just(ORDER)},
)
GREEDY = st.fixed_dictionaries(
    {
        "score": st.just("approvals"),
        "affordability": st.sampled_from(["skip", "stop"]),
        "threshold": st.none() | st.integers(0, 9),
    }
)


@settings(search, max_examples=200)
@given(budgets(), SHARES | GREEDY)
def test_no_budget_is_ever_exceeded_by_any_result_that_is_left_possible(vote, variant):
    options, votes, facts = vote
    rule = "pb_equal_shares" if "utility" in variant else "pb_greedy"
    for some in possible(count(rule, options, votes, variant=variant, **facts)):
        assert sum(facts["costs"][option] for option in some) <= facts["budget"]


@settings(search, max_examples=200)
@given(budgets(), st.sampled_from(["cost", "one"]), st.sampled_from(["exact", "floor"]))
def test_equal_shares_are_what_the_definition_buys_voter_by_voter(vote, utility, start):
    """The definition once more, one voter at a time, along every tie."""
    options, votes, facts = vote
    voters = [approved for approved, weight in votes for _one in range(weight)]
    each = Fraction(facts["budget"], len(voters))
    each = Fraction(each.__floor__()) if start == "floor" else each
    variant = {"utility": utility, "start": start, "completion": "none"}
    got = count("pb_equal_shares", options, votes, variant=variant, **facts)
    assert possible(got) == bought(
        [each] * len(voters), voters, options, facts["costs"], utility, frozenset()
    )


def bought(money, voters, options, costs, utility, funded, rule=None) -> set[frozenset[str]]:
    prices = {}
    for option in options:
        supporters = [k for k, approved in enumerate(voters) if option in approved]
        cost, worth = Fraction(costs[option]), Fraction(costs[option] if utility == "cost" else 1)
        if option in funded or not supporters or sum(money[k] for k in supporters) < cost:
            continue
        level = equal_payment([money[k] for k in supporters], cost)
        prices[option] = (level / worth if worth else Fraction(0), level)
    if not prices:
        return {frozenset(funded)}
    least = min(rho for rho, _level in prices.values())
    cheapest = [option for option in options if option in prices and prices[option][0] == least]
    found = set()
    for option in [min(cheapest, key=rule)] if rule else cheapest:
        left = [m - min(m, prices[option][1]) if option in voters[k] else m for k, m in enumerate(money)]
        found |= bought(left, voters, options, costs, utility, funded | {option}, rule)
    return found


def equal_payment(money: list[Fraction], cost: Fraction) -> Fraction:
    """The level at which payments of min(money, level) add up to the cost."""
    waiting = sorted(money)
    while waiting:
        level = cost / len(waiting)
        if level <= waiting[0]:
            return level
        cost -= waiting.pop(0)
    return Fraction(0)


@settings(search, max_examples=100)
@given(budgets(), st.sampled_from(["cost", "one"]), st.sampled_from(["exact", "floor"]))
def test_adding_one_unit_at_a_time_ends_where_taking_many_at_once_does(vote, utility, start):
    options, votes, facts = vote
    voters = [approved for approved, weight in votes for _one in range(weight)]
    approvals = {o: sum(o in approved for approved in voters) for o in options}
    each = Fraction(facts["budget"], len(voters))
    each = Fraction(each.__floor__()) if start == "floor" else each

    def rule(option):
        return (-approvals[option], facts["costs"][option], options.index(option))

    def deal(amount):
        return next(
            iter(bought([amount] * len(voters), voters, options, facts["costs"], utility, frozenset(), rule))
        )

    kept = deal(each)
    while kept != {option for option in options if approvals[option]}:
        following = deal(each + 1)
        if sum(facts["costs"][option] for option in following) > facts["budget"]:
            break
        each, kept = each + 1, following
    variant = {"utility": utility, "start": start, "completion": "add1", "tie": ORDER}
    got = count("pb_equal_shares", options, votes, variant=variant, **facts)
    assert (frozenset(got["winners"]), Fraction(got["final_budget_per_voter"])) == (kept, each)


# --- lots ---------------------------------------------------------------------------------------

people = st.dictionaries(
    st.sampled_from("FSUP"), st.sets(st.integers(0, 30), min_size=1, max_size=6), min_size=1
).map(lambda found: {c: [f"{c}{n}" for n in sorted(names)] for c, names in found.items()})


@settings(search, max_examples=100)
@given(people, st.integers(0, 5), st.integers(0, 30), st.text(min_size=1), st.randoms(use_true_random=False))
def test_a_draw_is_the_same_whatever_the_order_of_the_names(colleges, seats, reserves, seed, chance):
    everybody = sum(map(len, colleges.values()))
    assume(seed.strip() and seats <= everybody)
    mixed = {college: chance.sample(names, len(names)) for college, names in reversed(colleges.items())}
    first = sortition(colleges, seats=seats, seed=seed, reserves=reserves)
    second = sortition(mixed, seats=seats, seed=seed, reserves=reserves)
    assert sorted(map(str, first.drawn)) == sorted(map(str, second.drawn))
    assert sorted(map(str, first.reserves)) == sorted(map(str, second.reserves))
    names = [one.name for one in (*first.drawn, *first.reserves)]
    assert len(first.drawn) == seats and len(set(names)) == len(names) == min(everybody, seats + reserves)
    for college, size in first.seats.items():
        assert abs(size - Fraction(seats * len(colleges[college]), everybody)) < 1


@pytest.mark.parametrize("rule", TIES)
def test_rules_that_take_equal_places_are_those_of_duels_and_points(rule):
    assert rule in ("borda", "condorcet", "schulze", "ranked_pairs")
