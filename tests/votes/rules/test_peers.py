"""Other people's libraries, which share no line with ours, give the same winners on drawn profiles.

Both count the same ballots; a profile on which our count reports a tie is left out, because peers break
ties in ways of their own.
"""

import random
from collections import Counter
from fractions import Fraction

import pyrankvote
import pytest
import votelib.component.rankscore
import votelib.convert
import votelib.evaluate.condorcet
import votelib.evaluate.sequential

from votes.rules import RULES

OPTIONS = ["a", "b", "c", "d", "e", "f"]


def profile(seed: int, *, voters: int = 199, complete: bool = False) -> Counter[tuple[str, ...]]:
    """Rankings gathered round a few leanings, some of them short; always the same for a seed."""
    chance = random.Random(seed)
    leanings = [chance.sample(OPTIONS, len(OPTIONS)) for _leaning in range(4)]
    found: Counter[tuple[str, ...]] = Counter()
    for _voter in range(voters):
        ranking = sorted(chance.choice(leanings), key=lambda one: chance.random() + OPTIONS.index(one) / 9)
        if chance.random() < 0.6:
            ranking = list(chance.choice(leanings))
        found[tuple(ranking if complete else ranking[: chance.randint(1, len(OPTIONS))])] += 1
    return found


def ours(name: str, votes: Counter[tuple[str, ...]], variant=None, seats: int = 1) -> list[str] | None:
    outcome = RULES[name].tally(OPTIONS, votes, variant, seats).to_json()
    return None if outcome["tied"] else sorted(outcome["winners"])


def pyrankvote_ballots(votes):
    people = {name: pyrankvote.Candidate(name) for name in OPTIONS}
    ballots = [pyrankvote.Ballot([people[o] for o in ranking]) for ranking in votes.elements()]
    return list(people.values()), ballots


def names(winners) -> list[str]:
    return sorted(winner.name for winner in winners)


@pytest.mark.parametrize("seed", range(25))
def test_instant_run_off_as_pyrankvote_counts_it(seed):
    votes = profile(seed)
    if mine := ours("irv", votes):
        people, ballots = pyrankvote_ballots(votes)
        assert mine == names(pyrankvote.instant_runoff_voting(people, ballots).get_winners())


def moves_papers_again(outcome) -> bool:
    reduced: set[str] = set()
    for stage in outcome["rounds"]:
        if reduced & set(stage["moved"]):
            return True
        if stage["elected"] and stage["moved"]:
            reduced |= set(stage["transfers"])
    return False


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("seats", [2, 3])
def test_stv_as_pyrankvote_counts_it(seed, seats):
    """That library moves all surpluses of a round at once, and every paper at the same value.

    So it may differ where a paper that already lost value moves again; such counts are left out.
    """
    votes = profile(seed)
    variant = {"quota": "exact", "arithmetic": "exact", "surpluses": "together"}
    mine = ours("stv_wigm", votes, variant, seats)
    if mine and not moves_papers_again(RULES["stv_wigm"].tally(OPTIONS, votes, variant, seats).to_json()):
        people, ballots = pyrankvote_ballots(votes)
        assert mine == names(pyrankvote.single_transferable_vote(people, ballots, seats).get_winners())


def duels(votes):
    return votelib.convert.RankedToCondorcetVotes().convert(dict(votes))


@pytest.mark.parametrize("seed", range(25))
def test_every_duel_as_votelib_counts_it(seed):
    votes = profile(seed)
    table = RULES["condorcet"].tally(OPTIONS, votes).to_json()["pairwise"]
    found = {(one, other): number for one, row in table.items() for other, number in row.items() if number}
    assert found == {pair: number for pair, number in duels(votes).items() if number}


@pytest.mark.parametrize("seed", range(40))
def test_schulze_and_ranked_pairs_as_votelib_counts_them(seed):
    votes = profile(seed)
    schulze, pairs = ours("schulze", votes), ours("ranked_pairs", votes)
    if schulze:
        assert votelib.evaluate.condorcet.Schulze().evaluate(duels(votes)) == schulze
    if pairs:
        assert votelib.evaluate.condorcet.RankedPairs().evaluate(duels(votes)) == pairs


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize(("points", "peer"), [("n", {"base": 1}), ("n-1", {"base": 0}), ("1/rank", None)])
def test_points_for_places_as_votelib_counts_them(seed, points, peer):
    votes = profile(seed, complete=True)
    scorer = votelib.component.rankscore.Borda(**peer) if peer else votelib.component.rankscore.Dowdall()
    theirs = votelib.convert.RankedToPositionalVotes(scorer).convert(dict(votes))
    mine = RULES["borda"].tally(OPTIONS, votes, {"points": points, "unranked": "zero"}).to_json()["scores"]
    assert {option: Fraction(number) for option, number in mine.items()} == theirs


@pytest.mark.parametrize("seed", range(40))
def test_majority_grades_as_votelib_counts_them(seed):
    """Its way of parting equal grades takes short cuts that ours does not; the properties check ours."""
    chance = random.Random(seed)
    ballots = [tuple(chance.randrange(5) for _option in OPTIONS) for _voter in range(chance.randint(3, 40))]
    variant = {"grades": list("abcde"), "median": "lower", "tie": "majority_value", "missing": "none"}
    mine = RULES["majority_judgment"].tally(OPTIONS, Counter(ballots), variant).to_json()["majority_grades"]
    theirs = Counter(frozenset(zip(OPTIONS, ballot, strict=True)) for ballot in ballots)
    assert votelib.convert.ScoreToSimpleVotes(function="median_low").convert(theirs) == mine


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("seats", [2, 3])
def test_stv_with_a_whole_quota_as_votelib_counts_it(seed, seats):
    votes = profile(seed)
    variant = {"quota": "droop", "arithmetic": "exact", "surpluses": "together"}
    mine = ours("stv_wigm", votes, variant, seats)
    if mine:
        peer = votelib.evaluate.sequential.TransferableVoteSelector(transferer="Gregory")
        assert sorted(peer.evaluate(dict(votes), seats)) == mine


def test_the_drawn_profiles_are_rarely_tied():
    decided = [seed for seed in range(25) if ours("irv", profile(seed)) and ours("schulze", profile(seed))]
    assert len(decided) > 15
