"""Counts solved on paper: the assembly of Les Lisières, resolution by resolution, and the edges of a vote."""

from fractions import Fraction

import pytest

from votes.rules.motion import CollegeBox, MotionRule, motion
from votes.rules.shapes import MalformedRule

WEIGHTS = {"F": "1/5", "S": "3/10", "U": "1/5", "P": "1/5", "C": "1/10"}
ROLL = {"F": 6, "S": 9, "U": 24, "P": 13, "C": 8}
HALF, TWO_THIRDS = ("1/2", "gt"), ("2/3", "gte")

# Resolution, "for-against-abstain" of each college, majority, weighted "for", adopted.
# Source: the general assembly of 12 June 2027 of the fictional company.
ASSEMBLY = [
    ("accounts", "6-0-0 7-0-1 14-1-2 8-1-1 3-0-1", HALF, "217/225", True),
    ("allocation", "5-0-1 8-0-0 15-0-2 9-0-1 4-0-0", HALF, "1", True),
    ("commons fund", "1-5-0 2-6-0 13-3-1 5-4-1 2-1-1", HALF, "323/720", False),
    ("admissions", "6-0-0 8-0-0 16-0-1 9-1-0 4-0-0", HALF, "49/50", True),
    ("president", "5-1-0 5-2-1 11-4-2 6-3-1 2-2-0", HALF, "1493/2100", True),
    ("object", "4-2-0 7-1-0 9-6-2 6-3-1 2-2-0", TWO_THIRDS, "839/1200", True),
]


def rule(threshold="1/2", comparator="gt", *, quorum="1/3", weights=None, **more):
    colleges = weights and {
        "method": "proportional", "weights": weights, "inactive": "excluded", "tie_in_college": "neutral",
        "college_base": "expressed", "result_base": "expressed",
    }  # fmt: skip
    return MotionRule.from_json(
        {
            "format": 2, "base": "expressed", "threshold": threshold, "comparator": comparator, "floor_guard": True,
            "abstain_counts_as": None, "colleges": colleges, "presence": None, "casting_vote": None,
            "quorum": quorum and {"whole": {"threshold": quorum, "comparator": "gte"}, "each_college": None}, **more,
        }
    )  # fmt: skip


def boxes(line, roll=ROLL):
    voices = (map(int, cell.split("-")) for cell in line.split())
    return [
        CollegeBox(code, on_roll, *cast) for (code, on_roll), cast in zip(roll.items(), voices, strict=True)
    ]


@pytest.mark.parametrize(
    ("name", "line", "majority", "share", "adopted"), ASSEMBLY, ids=lambda value: str(value)[:12]
)
def test_the_assembly_of_les_lisieres(name, line, majority, share, adopted):
    got = motion(rule(*majority, weights=WEIGHTS), boxes(line))
    assert (got.weighted.ratio, got.adopted) == (Fraction(share), adopted)
    quorum = got.reached.whole
    assert (quorum.counted, quorum.denominator, quorum.required_min) == (45, 60, 20)


def test_the_commons_fund_has_the_persons_and_not_the_colleges():
    got = motion(rule(weights=WEIGHTS), boxes("1-5-0 2-6-0 13-3-1 5-4-1 2-1-1"))
    assert (got.flat.ratio, got.weighted.ratio) == (Fraction(23, 42), Fraction(323, 720))
    assert (got.flat.adopted, got.adopted, got.reason) == (True, False, "threshold_not_met")


# For, against, abstain; on the roll; majority; quorum: adopted, why. Solved by hand.
ONE_ROLL = [
    (3, 2, 9, 20, HALF, None, True, "threshold_met"),  # 3 of 5 expressed; abstentions are not expressed
    (5, 5, 0, 20, HALF, None, False, "tie"),  # a tie is not a majority
    (0, 0, 8, 20, HALF, None, False, "no_votes_expressed"),
    (0, 0, 0, 20, HALF, None, False, "no_votes_expressed"),
    (1, 0, 0, 20, HALF, None, True, "threshold_met"),  # one voice, and nobody against
    (6, 3, 0, 20, TWO_THIRDS, None, True, "threshold_met"),  # two thirds reached exactly
    (6, 3, 0, 20, ("2/3", "gt"), None, False, "threshold_not_met"),  # and not passed
    (199, 100, 0, 300, TWO_THIRDS, None, False, "threshold_not_met"),  # 66.56 %, one voice short
    (200, 100, 0, 300, TWO_THIRDS, None, True, "threshold_met"),
    (4, 6, 0, 20, ("1/3", "gte"), None, False, "floor_guard"),  # a third for, and yet more against
    (5, 5, 0, 20, ("1/2", "gte"), None, False, "floor_guard"),  # half is reached, but not more than against
    (7, 0, 0, 20, HALF, "1/2", False, "quorum_missed"),  # unanimous among too few
    (5, 2, 3, 20, HALF, "1/2", True, "threshold_met"),  # abstentions make the quorum
    (4, 3, 2, 20, HALF, "1/2", False, "quorum_missed"),  # nine of twenty
]  # fmt: skip


@pytest.mark.parametrize(
    ("for_", "against", "abstain", "on_roll", "majority", "needed", "adopted", "reason"), ONE_ROLL
)
def test_one_roll_solved_by_hand(for_, against, abstain, on_roll, majority, needed, adopted, reason):
    got = motion(rule(*majority, quorum=needed), [CollegeBox("", on_roll, for_, against, abstain)])
    assert (got.adopted, got.reason) == (adopted, reason)


def test_a_college_that_stays_away_gives_its_weight_to_nobody():
    """F 1-0 and S 0-1 weigh 1/5 and 3/10; the others did not come: 2/5 of what was expressed."""
    got = motion(rule(weights=WEIGHTS, quorum=None), boxes("1-0-0 0-1-0 0-0-0 0-0-0 0-0-0"))
    assert (got.weighted.ratio, got.adopted) == (Fraction(2, 5), False)


@pytest.mark.parametrize(
    ("voices", "problem"),
    [
        ([CollegeBox("F", 3, 4)], "more than its roll"),
        ([CollegeBox("F", 3, -1)], "less than nothing"),
        ([CollegeBox("F", 3), CollegeBox("F", 3)], "two boxes"),
        ([CollegeBox("X", 3, 1)], "no weight"),
    ],
)
def test_a_box_that_cannot_be_is_refused_by_name(voices, problem):
    with pytest.raises(MalformedRule, match=problem):
        motion(rule(weights=WEIGHTS), voices)
