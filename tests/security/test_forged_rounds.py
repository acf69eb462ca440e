"""The forger of rounds: whoever owns the database and rewrites a vote finds, each time, a sealed copy that says otherwise."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core import canonical
from core.journal import sealing
from core.journal.models import Entry, Seal
from governance.decisions import chain
from governance.decisions.models import Decision
from governance.proposals.vote.actions import settling
from tests import make, owner
from votes.ballots.actions import cast_ballot
from votes.ballots.models import Ballot, SecretBallot
from votes.ballots.secrecy import cast_secret
from votes.rounds.models import Round
from votes.tally.actions import recount
from votes.tally.arithmetic import fingerprint
from votes.tally.models import Result
from votes.tally.published import sealed, seals

pytestmark = [pytest.mark.django_db, pytest.mark.both]
OTHERWISE = {"for": "against", "against": "for"}


def said(command, *arguments):
    """What a command says, and whether it was content."""
    told = StringIO()
    try:
        call_command(command, *map(str, arguments), stdout=told, stderr=told)
    except CommandError as problem:
        return False, told.getvalue() + str(problem)
    return True, told.getvalue()


def refusals(round_):
    content, told = said("verify_round", round_.pk)
    assert not content
    return [line[4:] for line in told.splitlines() if line.startswith("NO")]


@pytest.fixture
def house(cast, code):
    return cast


@pytest.fixture
def decided(house):
    """A secret vote of seven, adopted, and in the register."""
    opened = make.secret_round(house.alice, house.bob)
    for voice in opened.voices.select_related("bearer"):
        cast_secret(voice.bearer, opened.pk, "for" if voice.bearer != house.bob else "against")
    settling.settle(opened.pk, early=True)
    opened.refresh_from_db()
    assert opened.result.adopted
    return opened


@pytest.fixture
def decided_openly(house):
    vote = make.voting(house.alice, where=house.workshop, kind="circle")
    for person in (house.alice, house.bob, house.dana):
        cast_ballot(person, vote.round_id, "for")
    settling.settle(vote.round_id, early=True)
    return Round.objects.get(pk=vote.round_id)


def decision_of(round_):
    return Decision.objects.get(ground__round=round_.pk)


def turn_the_box(round_):
    """Every ballot says the contrary; the box and its count agree with each other."""
    for ballot in SecretBallot.objects.filter(round=round_):
        SecretBallot.objects.filter(pk=ballot.pk).update(content=OTHERWISE[ballot.content])
    for ballot in Ballot.objects.filter(voice__round=round_):
        Ballot.objects.filter(pk=ballot.pk).update(content=OTHERWISE[ballot.content])
    facts = recount(round_)
    with owner.thawed():
        Result.objects.filter(round=round_).update(
            adopted=facts["adopted"], outcome=facts, sha256=fingerprint(facts)
        )
    return facts


def rewrite_the_closing(round_, facts):
    with owner.unguarded("journal_entry"):
        line = Entry.objects.get(kind="round.closed", facts__round=round_.pk)
        line.facts |= {"adopted": facts["adopted"], "sha256": fingerprint(facts)}
        if round_.secret:
            line.facts["box_sha256"] = sealed(round_, facts)
        line.save(update_fields=["facts"])


def rewrite_the_decision(round_, facts):
    """The entry too, sealed anew, and it is the last, so that the chain holds."""
    decision = decision_of(round_)
    decision.outcome = "adopted" if facts["adopted"] else "rejected"
    decision.ground |= {"outcome": facts, "result_sha256": fingerprint(facts)}
    if round_.secret:
        decision.ground |= seals(Round.objects.get(pk=round_.pk))
    decision.hash = chain.seal(decision.facts())
    with owner.unguarded("decisions_decision"):
        decision.save()
    return decision


def test_a_vote_that_nobody_touched_says_the_same_everywhere(decided, decided_openly):
    for round_ in (decided, decided_openly):
        content, told = said("verify_round", round_.pk)
        assert content, told
        assert f"ok  the decision {decision_of(round_).reference} says the same" in told
    assert said("verify_register")[0]


def test_a_secret_vote_forged_whole_is_given_away_by_the_decision_that_was_sealed(decided):
    """Box, result and closing line agree with each other, and not with the register."""
    rewrite_the_closing(decided, turn_the_box(decided))
    [found] = refusals(decided)
    reference = decision_of(decided).reference
    assert found.startswith(f"the decision {reference} says the same: it has another verdict, outcome")
    content, told = said("verify_register")
    assert not content
    assert f"{reference}: the vote that it came from (round {decided.pk}) has another verdict" in told


def test_an_open_vote_forged_whole_is_given_away_as_well(decided_openly):
    rewrite_the_closing(decided_openly, turn_the_box(decided_openly))
    [found] = refusals(decided_openly)
    assert "it has another verdict, outcome, result fingerprint" in found
    assert not said("verify_register")[0]


def test_a_decision_sealed_anew_is_given_away_by_the_line_of_its_entry(decided):
    facts = turn_the_box(decided)
    rewrite_the_closing(decided, facts)
    decision = rewrite_the_decision(decided, facts)
    content, told = said("verify_register")
    assert not content
    assert f"{decision.reference}: the journal says that another seal was entered" in told


def test_a_decision_that_is_taken_away_is_missed_by_the_journal(decided):
    from governance.proposals.models import Proposal

    Proposal.objects.filter(round=decided).update(decision=None)
    with owner.unguarded("decisions_decision"):
        decision_of(decided).delete()
    assert refusals(decided) == ["the register has no decision of it, which the journal says was entered"]


def test_a_result_that_is_taken_away_is_missed(decided_openly):
    """With and without the day on which it was proclaimed: the line of its closing tells."""
    with owner.thawed():
        Result.objects.filter(round=decided_openly).delete()
    assert "it has a result, as the journal says" in refusals(decided_openly)
    owner.rewrite(decided_openly, proclaimed_at=None)
    assert "it has a result, as the journal says" in refusals(decided_openly)
    assert "has no result" in said("verify_register")[1]


@pytest.mark.parametrize(
    ("what", "change"),
    [
        ("verdict", lambda r: Result.objects.filter(round=r).update(adopted=False)),
        ("outcome", lambda r: Result.objects.filter(round=r).update(outcome={**r.result.outcome, "for": 1})),
        ("text", lambda r: Round.objects.filter(pk=r.pk).update(title="Another title")),
        ("rule", lambda r: Round.objects.filter(pk=r.pk).update(rule={**r.rule, "threshold": "9/10"})),
        ("result fingerprint", lambda r: Result.objects.filter(round=r).update(sha256="0" * 64)),
        ("text fingerprint", lambda r: Round.objects.filter(pk=r.pk).update(text_sha256="0" * 64)),
    ],
)
def test_each_thing_that_was_sealed_is_compared_by_itself(what, change, decided_openly):
    """The comparison can say no to each of them: none is there for show."""
    with owner.thawed():
        change(decided_openly)
    assert any(f"it has another {what}" in found for found in refusals(decided_openly))


def test_a_fingerprint_left_out_of_the_journal_is_wrong_where_earlier_lines_have_one(house, decided_openly):
    """What an earlier release did not write is not known; what was written and is missing was taken away."""
    later = make.settled(house.alice, title="Later", where=house.workshop, kind="circle").round
    with owner.unguarded("journal_entry"):
        line = Entry.objects.get(kind="round.opened", facts__round=later.pk)
        line.facts.pop("frozen_sha256")
        line.save(update_fields=["facts"])
    with owner.thawed():
        Round.objects.filter(pk=later.pk).update(roll_sha256="")
    assert refusals(later) == [
        f"the roll of {later.voices.count()} lines is that of the opening",
        "all that the opening froze is as the journal saw it",
        f"the decision {later.proposal.decision.reference} says the same: it has another frozen fingerprint",
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda r: Result.objects.filter(round=r).update(outcome={**r.result.outcome, "adopted": []}),
        lambda r: Result.objects.filter(round=r).update(outcome={"adopted": True}),
        lambda r: Round.objects.filter(pk=r.pk).update(rule={**r.rule, "threshold": []}),
        lambda r: Round.objects.filter(pk=r.pk).update(rule={}),
        lambda r: Entry.objects.filter(kind="round.opened", facts__round=r.pk).update(facts={"round": r.pk, "closes_at": "x"}),
    ],
)  # fmt: skip
def test_what_was_rewritten_into_something_unreadable_is_wrong_and_keeps_no_other_from_being_checked(
    change, decided, decided_openly
):
    with owner.thawed(), owner.unguarded("journal_entry"):
        change(decided_openly)
    content, told = said("verify_round", decided_openly.pk, decided.pk)
    assert not content
    assert re.search(r"^NO ", told.split(f"Round {decided.pk}")[0], re.MULTILINE)
    assert f"Round {decided.pk}: {decided.title}" in told
    assert "Traceback" not in told


# --- lines that were written beside the journal --------------------------------------------------------


def insert(number, **line):
    """Write a line as whoever owns the tables may, under any number."""
    with owner.unguarded("journal_entry"):
        return Entry.objects.create(pk=number, **{"topics": [], "facts": {}, **line})


def test_a_line_numbered_as_none_is_is_named_with_an_anchor_too(decided):
    sealing.seal()
    anchor = Seal.objects.order_by("no").last().hash
    assert said("verify_journal", "--anchor", anchor)[0]
    insert(-7, kind="share.moved")
    content, told = said("verify_journal", "--anchor", anchor)
    assert not content
    assert "line -7 has a number that the journal gives to none" in told


@pytest.mark.parametrize("number", [-7, 0, None])
@pytest.mark.parametrize("what", ["opened", "closed"])
def test_a_second_line_of_one_opening_or_closing_is_named(what, number, decided):
    sealing.seal()
    anchor = Seal.objects.order_by("no").last().hash
    line = Entry.objects.get(kind=f"round.{what}", facts__round=decided.pk)
    insert(number, kind=line.kind, facts=line.facts, at=line.at)
    content, told = said("verify_round", decided.pk, "--anchor", anchor)
    assert not content
    assert re.search(r"NO  the journal has one line of its (opening|closing), and not 2", told)


def test_an_hour_that_was_put_off_after_the_closing_counts_for_nothing(decided_openly):
    later = (decided_openly.closes_at + timedelta(days=20)).isoformat()
    with owner.thawed():
        Round.objects.filter(pk=decided_openly.pk).update(closes_at=later)
    insert(None, kind="round.extended", facts={"round": decided_openly.pk, "closes_at": later})
    assert "it closes when that was announced" in refusals(decided_openly)


@pytest.mark.parametrize("number", [-7, 0])
def test_an_hour_put_off_by_a_line_that_no_seal_holds_is_wrong(number, decided_openly):
    sealing.seal()
    later = (decided_openly.closes_at + timedelta(days=20)).isoformat()
    with owner.thawed():
        Round.objects.filter(pk=decided_openly.pk).update(closes_at=later)
    insert(number, kind="round.extended", facts={"round": decided_openly.pk, "closes_at": later})
    assert "it closes when that was announced" in refusals(decided_openly)


JUNK = [
    None,
    True,
    -1,
    1.5,
    "",
    "x",
    "2026-13-45",
    "2026-01-01",
    [],
    [1],
    [[1, 2, 3]],
    [["a", "b"]],
    [[None, None]],
    [[5, 1]],
    {},
    [{}],
]


@pytest.mark.parametrize("key", ["sealed_at", "upto", "missing", "late", "no", "heads", "digest"])
def test_a_seal_rewritten_into_nonsense_is_wrong_and_breaks_no_verifier(key, decided):
    sealing.seal()
    seal = Seal.objects.order_by("no").last()
    for junk in JUNK:
        facts = {**seal.facts, key: junk}
        # What a seal may say vouches for itself, until somebody has kept it elsewhere.
        if facts == seal.facts or (key, junk) in [("heads", {}), ("missing", []), ("late", [])]:
            continue
        with owner.unguarded("journal_seal"):
            Seal.objects.filter(pk=seal.pk).update(
                facts=facts, hash=canonical.sha256(facts) if junk != 1.5 else seal.hash
            )
        for command in (["verify_journal"], ["verify_round", decided.pk]):
            content, told = said(*command)
            assert not content, (key, junk, told)
