"""A blank vote through the whole product: told apart from abstention and from void, wherever a ballot is marked or read."""

import html
import re
from datetime import timedelta

import pytest
from django.utils import translation

from core.clock import database_now
from governance.proposals.models import Proposal
from governance.proposals.vote.actions import opening, settling
from governance.proposals.vote.electorate import Electorate
from tests import make, owner
from tests.house import House, say
from tests.votes.rules.test_formats import ROUNDS
from votes.ballots.actions import ChoiceNotOffered, cast_ballot
from votes.ballots.models import Ballot
from votes.rounds.models import Round
from votes.tally import files
from votes.tally.actions import recount
from votes.tally.models import Result
from votes.tellers.actions.agreement import agree
from votes.tellers.actions.readings import SlipKey, begin_reading, say_done, write_slip
from votes.tellers.actions.roll import mark

pytestmark = pytest.mark.django_db
FIRST = next(
    one["facts"]["rule"] for one in ROUNDS if one["facts"]["method"] == "motion" and not one["facts"]["rule"]["colleges"]
)  # fmt: skip


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def words(response):
    return html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))


def settled(round_: Round):
    settling.settle(round_.pk, early=True)
    return Result.objects.get(round=round_).outcome


def test_a_blank_vote_counts_as_expressed_where_the_code_says_so():
    """21 for, 15 against, 7 blank is case M15; here 2 for, 1 against, 1 blank: half of four, and not of three."""
    facts = {
        "members": {"U": 5},
        "votes": {"U1": "for", "U2": "for", "U3": "against", "U4": "blank", "U5": "abstain"},
    }
    more = {"ordinary.colleges": "none", "ordinary.base": "expressed_with_blank"}
    outcome = settled(House({**facts, "code": more}).vote())
    assert (outcome["adopted"], outcome["ratio"], outcome["heads"]["base"]) == (False, "1/2", 4)
    assert [outcome[side] for side in ("for", "against", "abstain", "blank", "null", "cast")] == [
        2,
        1,
        1,
        1,
        0,
        5,
    ]


def test_elsewhere_it_weighs_on_neither_side_and_takes_part():
    facts = {"members": {"U": 5}, "votes": {"U1": "for", "U2": "blank"}}
    outcome = settled(
        House({**facts, "code": {"ordinary.colleges": "none", "ordinary.quorum": "2/5"}}).vote()
    )
    assert (outcome["adopted"], outcome["quorum"]["counted"], outcome["blank"]) == (True, 2, 1)


def test_a_member_votes_blank_with_a_button_and_reads_it_on_the_receipt(cast, code, sign_in):
    round_ = make.round_of(make.voting(cast.alice))
    bob, path = sign_in(cast.bob), f"/rounds/{round_.pk}/ballot/"
    assert '<button class="vote vote--blank" name="choice" value="blank">' in bob.get(path).content.decode()
    assert "Blank vote" in words(bob.post(path, {"choice": "blank"}, follow=True))
    assert Ballot.objects.get().content == "blank"


def test_somebody_with_several_voices_may_vote_blank_for_one(cast, code, sign_in):
    round_ = make.round_of(make.voting(cast.alice))
    mine, firm = round_.voices.filter(bearer=cast.fay).order_by("-member__kind")
    sent = {
        "split": "1",
        "voice": [mine.pk, firm.pk],
        f"choice_{mine.pk}": "for",
        f"choice_{firm.pk}": "blank",
    }
    page = sign_in(cast.fay).post(f"/rounds/{round_.pk}/ballot/", sent, follow=True)
    assert "1 for, 1 blank" in words(page)


def test_a_secret_blank_vote_is_read_back_and_counted(cast, sign_in):
    make.code()
    round_ = make.secret_round(cast.alice, cast.bob)
    bob = sign_in(cast.bob)
    assert "I cast a blank ballot" in words(
        bob.post(f"/rounds/{round_.pk}/ballot/", {"choice": "blank", "paper": "1"})
    )
    bob.post(f"/rounds/{round_.pk}/ballot/", {"choice": "blank", "paper": "1", "cast": "1"})
    assert settled(round_)["blank"] == 1


def test_what_was_opened_before_there_were_blank_votes_takes_none(cast, code, sign_in):
    round_ = make.round_of(make.voting(cast.alice))
    with owner.thawed():
        Round.objects.filter(pk=round_.pk).update(rule=FIRST)
    assert "vote--blank" not in sign_in(cast.bob).get(f"/rounds/{round_.pk}/ballot/").content.decode()
    with pytest.raises(ChoiceNotOffered):
        cast_ballot(cast.bob, round_.pk, "blank")
    cast_ballot(cast.bob, round_.pk, "for")
    outcome = settled(round_)
    round_.refresh_from_db()
    assert not {"blank", "null", "format", "double"} & set(outcome)
    assert recount(round_) == outcome


def test_a_blank_mark_on_a_postal_form_is_in_the_box_as_the_vote_opens():
    house = House({
        "members": {"U": 4}, "code": {"ordinary.colleges": "none", "ordinary.quorum": "0", "postal.allowed": True},
        "meeting": {"present": ["U1"], "postal": {"U2": "blank", "U3": ""}}, "votes": {"U1": "for"},
    })  # fmt: skip
    outcome = settled(house.vote())
    assert [outcome[side] for side in ("for", "blank", "abstain")] == [1, 1, 1]


def test_a_void_slip_took_part_and_is_neither_blank_nor_an_abstention(cast, code):
    say({"ordinary.colleges": "none", "ordinary.base": "cast", "ordinary.quorum": "0"})
    round_ = opening.put_to_vote(
        make.proposal(cast.alice), cast.alice, decision_type="ordinary", electorate=Electorate(make.today()),
        closes_at=database_now() + timedelta(days=1), by_hand=True,
    )  # fmt: skip
    on_paper = list(round_.voices.filter(name__in=["Bob Durand", "Dana Roy"]).order_by("name"))
    for voice in on_paper:
        mark(round_.pk, voice.pk, actor=cast.theo)
    cast_ballot(cast.alice, round_.pk, "for")
    settling.settle(round_.pk, early=True)
    for teller in (cast.theo, cast.sara):
        mine = begin_reading(round_.pk, actor=teller)
        write_slip(mine, SlipKey(voice_id=on_paper[0].pk), "", void=True)
        write_slip(mine, SlipKey(voice_id=on_paper[1].pk), "blank")
        say_done(mine, actor=teller)
    agree(round_.pk, actor=cast.theo)
    settling.proclaim(Proposal.objects.current().get(), actor=cast.sara)
    outcome = Result.objects.get(round=round_).outcome
    sides = {side: outcome[side] for side in ("for", "blank", "null", "abstain", "cast")}
    assert sides == {"for": 1, "blank": 1, "null": 1, "abstain": 0, "cast": 3}
    assert (outcome["heads"]["base"], outcome["ratio"]) == (3, "1/3")


def test_blank_votes_are_read_in_the_result_its_picture_and_its_file(cast, code, sign_in):
    say({"ordinary.quorum": "0"})
    round_ = make.round_of(make.voting(cast.alice))
    cast_ballot(cast.alice, round_.pk, "for")
    cast_ballot(cast.bob, round_.pk, "blank")
    settled(round_)
    round_.refresh_from_db()
    page = sign_in(cast.alice).get(f"/proposals/{Proposal.objects.current().get().number}/result/")
    read = words(page)
    assert "Users: for 0, against 0, abstaining 0, blank 1, not voted 1." in read
    assert 'class="dot dot--blank"' in page.content.decode()
    assert re.search(r"Who chose what.*Bob Durand\s+Blank vote", read, re.DOTALL)
    rows = files.of_round(round_).replace('"', "").split("\r\n")
    assert rows[2] == "College;On the roll;For;Against;Abstention;Blank vote;Void;Not voted"
    assert rows[-2] == "All voices;5;1;0;0;1;0;3"
