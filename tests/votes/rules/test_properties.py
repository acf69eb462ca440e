"""What must hold for every count, whatever the numbers: searched by Hypothesis, the same way each time."""

from dataclasses import replace
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from votes.rules.colleges import CollegeCount, colleges
from votes.rules.majority import HALF, majority, with_casting_vote
from votes.rules.motion import CollegeBox, MotionRule, motion
from votes.rules.plurality import plurality
from votes.rules.quorum import quorum
from votes.rules.shapes import BASES, Count, Threshold, fraction
from votes.rules.two_round import two_round

search = settings(max_examples=150, deadline=None, derandomize=True, database=None)
few = st.integers(0, 60)
shares = st.fractions(min_value=0, max_value=1, max_denominator=60)
thresholds = st.builds(Threshold, shares, st.sampled_from(["gt", "gte"]))
counts = st.builds(Count, for_=few, against=few, abstain=few, blank=few, null=few, silent=few).map(
    lambda c: replace(c, registered=c.cast + c.silent + 7)
)
bases = st.sampled_from(BASES)
moved = st.sampled_from([None, "for", "against"])


@st.composite
def college_counts(draw):
    """Colleges whose weights add up to one; some of them empty, silent or tied."""
    parts = draw(st.lists(st.integers(1, 12), min_size=1, max_size=5))
    lines = []
    for k, part in enumerate(parts):
        sides = [draw(st.integers(0, 9)) for _side in range(6)]
        registered = sum(sides) + draw(st.integers(0, 9))
        lines.append(CollegeCount("ABCDE"[k], Fraction(part, sum(parts)), registered, *sides))
    return lines


ways = st.fixed_dictionaries(
    {
        "method": st.sampled_from(["proportional", "bloc", "per_capita", "flat"]),
        "inactive": st.sampled_from(["excluded", "kept"]),
        "tie_in_college": st.sampled_from(["neutral", "split", "against"]),
        "college_base": st.sampled_from(["present", *BASES]),
        "result_base": st.sampled_from(["expressed", "expressed_with_blank", "total"]),
        "floor_guard": st.booleans(),
        "threshold": thresholds,
    }
)


# --- majority ---------------------------------------------------------------------------------


@search
@given(counts, bases, thresholds, st.booleans(), moved)
def test_a_majority_is_what_its_definition_says_in_whole_numbers(count, base, threshold, guard, to):
    """The definition once more, by cross-multiplication and without a fraction."""
    got = majority(count, base=base, threshold=threshold, floor_guard=guard, abstain_counts_as=to)
    whole = {
        "expressed": count.for_ + count.against,
        "expressed_with_blank": count.for_ + count.against + count.blank,
        "cast": count.for_ + count.against + count.abstain + count.blank + count.null,
        "present_or_represented": count.cast + count.silent,
        "registered": count.registered,
    }[base] + (count.abstain if to and base in ("expressed", "expressed_with_blank") else 0)
    side = count.for_ + (count.abstain if to == "for" else 0)
    left, right = side * threshold.share.denominator, whole * threshold.share.numerator
    passes = left > right if threshold.comparator == "gt" else left >= right
    nobody = count.for_ + count.against == 0
    assert got.adopted == (passes and not nobody and not (guard and count.for_ <= count.against))
    assert got.base_count == whole


@search
@given(counts, bases, thresholds, st.booleans())
def test_a_voice_that_turns_from_against_to_for_never_undoes_an_adoption(count, base, threshold, guard):
    rule = {"base": base, "threshold": threshold, "floor_guard": guard}
    if count.against and majority(count, **rule).adopted:
        assert majority(replace(count, for_=count.for_ + 1, against=count.against - 1), **rule).adopted


@search
@given(counts, bases, thresholds, st.booleans(), st.integers(2, 50))
def test_the_same_shares_in_a_larger_house_give_the_same_verdict(count, base, threshold, guard, times):
    rule = {"base": base, "threshold": threshold, "floor_guard": guard}
    larger = Count(**{name: times * number for name, number in vars(count).items()})
    small, large = majority(count, **rule), majority(larger, **rule)
    assert (small.adopted, small.reason, small.ratio) == (large.adopted, large.reason, large.ratio)


@search
@given(counts, bases, thresholds)
def test_the_required_number_is_the_smallest_that_passes(count, base, threshold):
    got = majority(count, base=base, threshold=threshold)
    if got.required_min is not None:
        assert threshold.met(got.required_min, got.base_count)
        assert got.required_min == 0 or not threshold.met(got.required_min - 1, got.base_count)


@search
@given(counts, few, thresholds)
def test_abstentions_never_weigh_on_votes_expressed(count, more, threshold):
    with_more = replace(count, abstain=count.abstain + more)
    assert majority(count, threshold=threshold).adopted == majority(with_more, threshold=threshold).adopted


@search
@given(counts, bases, thresholds)
def test_nothing_passes_the_floor_with_more_against_than_for(count, base, threshold):
    got = majority(count, base=base, threshold=threshold, floor_guard=True, abstain_counts_as="for")
    assert not got.adopted or count.for_ > count.against


@search
@given(counts, st.sampled_from(["for", "against", None]))
def test_a_casting_vote_decides_ties_and_nothing_else(count, chair):
    before = majority(count)
    after = with_casting_vote(before, allowed=True, chair=chair)
    if count.for_ != count.against or not count.expressed or chair is None:
        assert after == before
    else:
        assert (after.adopted, after.reason) == (chair == "for", "casting_vote")


# --- colleges ---------------------------------------------------------------------------------


@search
@given(college_counts(), ways, st.randoms(use_true_random=False))
def test_the_order_and_the_names_of_colleges_change_nothing(lines, way, chance):
    mixed = [replace(line, code=f"new {line.code}") for line in lines]
    chance.shuffle(mixed)
    first, second = colleges(lines, **way), colleges(mixed, **way)
    assert (first.adopted, first.reason, first.for_, first.against, first.base) == (
        second.adopted, second.reason, second.for_, second.against, second.base,
    )  # fmt: skip


@search
@given(college_counts(), ways)
def test_no_college_brings_more_than_its_weight(lines, way):
    got = colleges(lines, **way)
    for line in got.lines:
        assert 0 <= line.for_ + line.against + line.abstain <= line.weight
    assert got.ratio is None or 0 <= got.ratio <= 1


@search
@given(college_counts(), ways)
def test_a_voice_for_inside_a_college_never_harms_the_text(lines, way):
    before = colleges(lines, **way)
    turning = next((k for k, line in enumerate(lines) if line.against), None)
    if turning is not None and before.adopted:
        line = lines[turning]
        turned = replace(line, for_=line.for_ + 1, against=line.against - 1)
        assert colleges([*lines[:turning], turned, *lines[turning + 1 :]], **way).adopted


@search
@given(college_counts(), ways, st.integers(2, 9))
def test_a_college_twice_as_large_weighs_no_more(lines, way, times):
    if way["method"] == "flat":
        return
    first = lines[0]
    larger = replace(
        first, **{name: times * number for name, number in vars(first).items() if isinstance(number, int)}
    )
    before, after = colleges(lines, **way), colleges([larger, *lines[1:]], **way)
    assert (before.adopted, before.for_, before.against) == (after.adopted, after.for_, after.against)


@search
@given(few, few, few, thresholds, st.booleans())
def test_a_single_college_of_everybody_counts_like_no_college(for_, against, abstain, threshold, guard):
    one = CollegeCount("A", Fraction(1), for_ + against + abstain, for_, against, abstain)
    weighted = colleges([one], threshold=threshold, floor_guard=guard)
    flat = majority(
        Count(for_=for_, against=against, abstain=abstain), threshold=threshold, floor_guard=guard
    )
    assert (weighted.adopted, weighted.reason, weighted.ratio) == (flat.adopted, flat.reason, flat.ratio)


# --- quorum -----------------------------------------------------------------------------------


@search
@given(st.integers(0, 300), st.integers(0, 300), thresholds)
def test_a_quorum_reached_stays_reached_when_one_more_comes(electorate, present, threshold):
    got = quorum(electorate=electorate, counted=present, threshold=threshold)
    if got.met:
        assert quorum(electorate=electorate, counted=present + 1, threshold=threshold).met
    if electorate:
        assert got.met == (present >= got.required_min)
        exact = threshold.share * electorate
        assert got.required_min == (floor(exact) + 1 if threshold.comparator == "gt" else ceil(exact))


# --- a whole round ----------------------------------------------------------------------------


parts = st.none() | st.builds(
    lambda share, how: {"threshold": str(share), "comparator": how}, shares, st.sampled_from(["gt", "gte"])
)


@st.composite
def rounds(draw):
    lines = draw(college_counts())
    weighs = draw(st.booleans())
    rule = {
        "base": draw(bases),
        "threshold": str(draw(shares)),
        "comparator": draw(st.sampled_from(["gt", "gte"])),
        "floor_guard": draw(st.booleans()),
        "abstain_counts_as": draw(moved),
        "format": 2,
        "presence": None,
        "casting_vote": None,
        "quorum": draw(st.none() | st.fixed_dictionaries({"whole": parts, "each_college": parts})),
        "colleges": {
            "method": draw(st.sampled_from(["proportional", "bloc", "per_capita"])),
            "weights": {line.code: str(line.weight) for line in lines},
            "inactive": draw(st.sampled_from(["excluded", "kept"])),
            "tie_in_college": "neutral",
            "college_base": draw(bases),
            "result_base": draw(st.sampled_from(["expressed", "expressed_with_blank", "total"])),
        }
        if weighs
        else None,
    }
    boxes = [
        CollegeBox(line.code, line.registered, line.for_, line.against, line.abstain, line.blank, line.null)
        for line in lines
    ]
    return rule, boxes


@search
@given(rounds(), st.randoms(use_true_random=False))
def test_the_boxes_may_be_opened_in_any_order(round_, chance):
    facts, boxes = round_
    rule, mixed = MotionRule.from_json(facts), list(boxes)
    chance.shuffle(mixed)
    assert motion(rule, boxes).to_json() == motion(rule, mixed).to_json()


@search
@given(rounds())
def test_a_rule_stored_and_read_again_is_the_same_rule(round_):
    facts, _boxes = round_
    rule = MotionRule.from_json(facts)
    assert MotionRule.from_json(rule.to_json()) == rule


@search
@given(rounds())
def test_what_a_round_publishes_holds_no_float_and_adds_up(round_):
    facts, boxes = round_
    out = motion(MotionRule.from_json(facts), boxes).to_json()
    assert "." not in str([value for value in out.values() if not isinstance(value, bool)])
    sides = ("for", "against", "abstain", "blank", "null", "absent")
    assert sum(out[side] for side in sides) == out["registered"]
    assert out["for"] == sum(line["for"] for line in out["colleges"])


@search
@given(rounds())
def test_a_round_that_misses_its_quorum_adopts_nothing(round_):
    facts, boxes = round_
    got = motion(MotionRule.from_json(facts), boxes)
    if not got.reached.met:
        assert (got.adopted, got.reason) == (False, "quorum_missed")


# --- elections of one meeting -----------------------------------------------------------------

votes = st.dictionaries(st.sampled_from("ABCDEFG"), st.integers(0, 6), min_size=1)


@search
@given(votes, st.integers(1, 4), st.randoms(use_true_random=False))
def test_an_election_does_not_depend_on_the_order_of_the_list(found, seats, chance):
    names = list(found)
    chance.shuffle(names)
    first, second = plurality(found, seats=seats), plurality({n: found[n] for n in names}, seats=seats)
    assert (set(first.elected), set(first.tied), first.seats_left) == (
        set(second.elected), set(second.tied), second.seats_left,
    )  # fmt: skip


@search
@given(votes, st.integers(1, 4))
def test_seats_are_filled_from_the_top_and_never_by_somebody_without_a_vote(found, seats):
    got = plurality(found, seats=seats)
    assert len(got.elected) + got.seats_left == seats
    left = [found[n] for n in found if n not in got.elected]
    assert all(found[n] > 0 for n in got.elected + got.tied)
    assert all(found[n] >= max(left, default=0) for n in got.elected)
    assert not set(got.elected) & set(got.tied)
    assert not got.tied or len(got.tied) > got.seats_left


@search
@given(votes)
def test_the_first_round_elects_only_with_more_than_half(found):
    got = two_round(found)
    over = [name for name, count in found.items() if 2 * count > sum(found.values())]
    assert got.winner == (over[0] if over else None)
    assert bool(got.runoff_between) == (any(found.values()) and not over)


# --- numbers on a page ------------------------------------------------------------------------


@search
@given(st.fractions(min_value=0, max_value=1, max_denominator=5000))
def test_an_exact_number_survives_being_written(value):
    assert fraction(str(value)) == value


@pytest.mark.parametrize("text", ["-1/2", "1e3", "0.5.1", "½", " 1", "1/0", "", "١"])
def test_what_is_not_an_exact_number_is_never_guessed(text):
    with pytest.raises(ValueError, match=r".+"):
        fraction(text)


def test_more_than_half_is_more_than_half():
    assert not Threshold(HALF).met(50, 100)
    assert Threshold(HALF).met(51, 100)
